'use strict';
{
  // What the views of the study page have in common. A view is the one element in a section of the page. The file of a
  // view puts a function into `gw.views`, by the element's name; it is called when the view is first opened, gets what
  // is made here, and gives `draw` (brings what is shown up to the log), `show` (opens at a path, with a query; `draw`
  // if there is none), `leave`, and `does`: a press on what carries `data-do`, and the sending of a form with
  // `data-send`, calls the function of that name in it.

  gw.views = {};

  /** The view in an element. */
  gw.view = host => host.view ??= begin(host);

  function begin(host) {
    const find = selector => host.querySelector(selector);
    /** The part of a class, without the prefix that all classes of ours carry. */
    const part = name => find(`.gw-${name}`);
    const view = gw.views[host.localName]({
      host, find, part, lacking, bring, stems,
      bank: gw.bank.here,
      form: find('form'),
      study: gw.study,
      // A view's own, not those of the question that is shown in it.
      button: name => find(`[data-do="${name}"]:not(gw-question *)`),
      /** Fills a part from its template; without values the part is hidden. */
      fill: (name, values) => gw.fill(part(name), values),
      /** Shows one child of the view, by its class. While a `session` runs, the page around it steps back. */
      only(name, session) {
        for (const each of host.children) each.hidden = !each.matches(`.gw-${name}`);
        document.body.dataset.session = session || '';
        for (const note of document.querySelectorAll('.gw-notice')) gw.noticeBoard().prepend(note);
      },
    });
    view.show ??= view.draw;
    host.addEventListener('click', ({ target }) => {
      const button = target.closest('[data-do]');
      view.does?.[button?.dataset.do]?.(button);
    });
    host.addEventListener('submit', event => {
      event.preventDefault();
      view.does?.[event.target.dataset.send]?.(event.target);
    });
    gw.on('log', () => { if (!host.parentElement.hidden) view.draw?.(); });
    return view;
  }

  /** Says in a place that what belongs there did not come, with a button to ask for it again. */
  function lacking(place, again) {
    const words = gw.make('p', gw.word('not_loaded'), { class: 'gw-not-loaded' });
    place.replaceChildren(words, gw.button(gw.word('try_again'), again, { class: 'gw-button' }));
    gw.say(words.textContent);
  }

  /** Brings a question into `.gw-brought` of what was unfolded, in its case, with the answer given and every reason. */
  async function bring(details, { id, picked, sure, verdict, order }) {
    const place = details.querySelector('.gw-brought');
    if (!place || place.firstChild) return;
    const shown = await gw.bank.question(id).catch(() => null);
    if (!shown) {
      lacking(place, () => {
        place.replaceChildren();
        bring(details, { id, picked, sure, verdict, order });
      });
      return;
    }
    const [first, inner] = shown;
    if (inner) {
      // Several members of a case may be open at once.
      first.removeAttribute('aria-labelledby');
      first.firstElementChild.removeAttribute('id');
      first.append(inner);
    }
    place.replaceChildren(first);
    const question = inner ?? first;
    question.mode = 'ask';
    question.arrange(order);
    question.put(picked, sure);
    question.show(verdict);
  }

  /** Puts into each line of a list what its question asks, in the place of its title. */
  function stems(place) {
    for (const line of place.querySelectorAll('[data-stem]')) {
      gw.bank.question(line.dataset.stem).then(nodes => {
        line.textContent = nodes.at(-1).querySelector('.gw-stem').textContent.trim();
      }, () => { /* The title stays. */ });
    }
  }

  /** Puts the focus on a heading at the top of the page. */
  gw.arrive = heading => {
    scrollTo(0, 0);
    heading.closest('.gw-shell-work')?.scrollTo(0, 0);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };

  /** Seconds since a moment, to the tenth. */
  gw.since = moment => Math.round((Date.now() - moment) / 100) / 10;
}
