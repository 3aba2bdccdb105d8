'use strict';
{
  // What a page needs on paper: what is folded is open, and a chapter's answers and the addresses of its links stand at
  // its end. After printing the page is as it was. The print page has answers and addresses from the build.

  const chapter = document.querySelector('.gw-chapter');
  const { make } = gw;
  let undo = [];

  /** A copy that may stand on the same page, all of it in sight. */
  function copied(node) {
    const copy = node.cloneNode(true);
    copy.querySelectorAll('summary').forEach(summary => summary.remove());
    for (const part of copy.querySelectorAll('[id]')) part.removeAttribute('id');
    for (const part of copy.querySelectorAll('[hidden]')) part.hidden = false;
    return copy.childNodes;
  }

  function answers() {
    return Array.from(chapter.querySelectorAll('.gw-question'), question => make('section', [
      make('h3', question.querySelector('h2, h3, h4, h5, h6').textContent),
      ...copied(question.querySelector('.gw-answer')),
    ]));
  }

  /** Numbers the links that lead out of the site; gives a line for each address. */
  function addresses() {
    const known = new Map();
    for (const link of chapter.querySelectorAll('.gw-prose a[href^="http"]')) {
      if (!known.has(link.href)) known.set(link.href, known.size + 1);
      const mark = make('sup', `${known.get(link.href)}`, { class: 'gw-paper-mark' });
      link.after(mark);
      undo.push(() => mark.remove());
    }
    return Array.from(known.keys(), href => make('li', href));
  }

  function before() {
    after();
    for (const details of document.querySelectorAll('main details:not([open])')) {
      details.open = true;
      undo.push(() => { details.open = false; });
    }
    if (!chapter) return;
    const [told, lines] = [answers(), addresses()];
    const end = make('section', [
      ...told.length ? [make('h2', gw.word('paper_answers')), ...told] : [],
      ...lines.length ? [make('h2', gw.word('paper_links')), make('ol', lines)] : [],
    ], { class: 'gw-paper gw-prose' });
    chapter.append(end);
    document.documentElement.toggleAttribute('data-paper', true);
    undo.push(() => {
      end.remove();
      document.documentElement.removeAttribute('data-paper');
    });
  }

  function after() {
    for (const step of undo.reverse()) step();
    undo = [];
  }

  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
}
