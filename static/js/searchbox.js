'use strict';
{
  // The search box. In the header it is a link that opens a dialog (`/` or Ctrl-K); with `data-page`
  // it stands open and takes `?q=` or `#q=`. Results are links, walked with the arrow keys. What
  // is typed and what is found reaches the page as text nodes only. Form and words stand in the page's template.

  const { make, button } = gw;
  const STEP = 10;

  let index;

  async function open(scripts) {
    for (const script of scripts) await gw.load(script);
    return gw.search.open(async name => {
      await gw.load(`search/${name}.js`);
      return gw.shard(name);
    }, 'search');
  }

  /** The index, opened once for all boxes, when somebody is about to search. */
  const opened = scripts => (index ??= open(scripts).catch(error => {
    index = undefined;
    throw error;
  }));

  const pieces = list => list.map(([text, wanted]) => (wanted ? make('mark', text) : text));

  gw.each('.gw-searchbox', template => {
    const scripts = template.dataset.scripts.split(' ');
    gw.each('gw-search', search => {
      const box = search.lastElementChild;
      if (box.firstChild) return;
      const page = 'page' in search.dataset;
      box.append(template.content.cloneNode(true));
      const [form, status, notes, results] = box.children;
      const [field, domain, kind, close] = form.children;
      let turn;
      let timer;
      let waiting;
      let going;

      /** Says how the search went, with the note of that name below it, if there is one. */
      function say(text, name) {
        status.textContent = text;
        for (const note of notes.children) note.hidden = note.dataset.note !== name;
      }

      /** Takes the query out of the address. */
      function take() {
        const query = [location.hash.slice(1), location.search].map(part => new URLSearchParams(part).get('q')).find(Boolean) ?? '';
        if (query === field.value) return;
        field.value = query;
        ask();
      }

      async function ask(limit = STEP) {
        clearTimeout(timer);
        waiting = true;
        const query = field.value.trim();
        const mine = turn = {};
        const slow = setTimeout(() => { if (mine === turn) status.textContent = gw.word('looking'); }, 300);
        // Some browsers let no page in a folder change its address.
        if (page) try { history.replaceState(null, '', `#q=${encodeURIComponent(query)}`); } catch { /* no matter */ }
        try {
          const answer = await (await opened(scripts))(field.value, { kind: kind.value, domain: domain.value, limit, exam: document.documentElement.dataset.exam });
          if (mine === turn) show(query, answer, limit);
        } catch {
          if (mine === turn) {
            waiting = going = false;
            say(notes.dataset.failed, 'failed');
            results.replaceChildren(button(gw.word('try_again'), () => ask(limit)));
          }
        }
        clearTimeout(slow);
      }

      function show(query, { hits, total, all, meant }, limit) {
        waiting = false;
        const chapters = Map.groupBy(hits, hit => hit.chapter);
        results.replaceChildren(make('ol', [...chapters].map(([chapter, list]) => make('li', [make('h2', chapter), make('ul', list.map(shown))]))));
        if (hits.length < total) results.append(button(gw.word('show_more'), () => ask(limit + STEP)));
        if (!query) say('', 'start');
        else if (!total) say(gw.word('nothing_found', { query }), kind.value || domain.value ? 'wider' : 'other');
        else {
          const words = meant.map(([typed, used]) => `${gw.word('meant', { typed, used })} `).join('');
          say(words + (all || !/\s/.test(query) ? gw.word('found', { total }) : notes.dataset.nearest));
        }
        if (limit > STEP) links()[limit - STEP]?.focus();
        if (going) enter();
      }

      function shown(hit) {
        const { one } = kind.querySelector(`[value="${hit.kind}"]`).dataset;
        return make('li', [
          make('a', hit.section[0] ? pieces(hit.section) : hit.chapter, { href: gw.addressOf(hit.page, hit.anchor) }),
          make('small', [...one ? [one] : [], ...hit.crumbs, ...hit.elsewhere ? [gw.message(notes.dataset.elsewhere, { code: gw.exam() })] : []].join(' · ')),
          make('p', pieces(hit.excerpt)),
        ]);
      }

      const links = () => [...results.querySelectorAll('a, button')];

      /** Enter opens the first result, also when it is typed before the answer is there. */
      function enter() {
        going = waiting;
        if (!going) results.querySelector('a')?.click();
      }

      search.addEventListener('keydown', event => {
        const stops = [field, ...links()];
        const at = stops.indexOf(event.target);
        const next = at < 0 || event.isComposing ? null : stops[at + { ArrowDown: 1, ArrowUp: -1 }[event.key]];
        if (!next) return;
        event.preventDefault();
        next.focus();
      });
      field.addEventListener('input', () => {
        clearTimeout(timer);
        waiting = true;
        timer = setTimeout(ask, 90);
      });
      form.addEventListener('change', ({ target }) => { if (target !== field) ask(); });
      form.addEventListener('submit', event => {
        event.preventDefault();
        enter();
      });

      if (page) {
        close.remove();
        addEventListener('hashchange', take);
        return take();
      }

      function openBox(event) {
        event.preventDefault();
        const other = document.querySelector('gw-search[data-page] input');
        if (!other) box.showModal();
        (other ?? field).select();
        // What every query needs is loaded while the reader is still typing.
        opened(scripts).catch(() => {});
      }

      close.addEventListener('click', () => box.close());
      box.addEventListener('click', ({ target }) => { if (target === box || target.closest('a')) box.close(); });
      search.querySelector('a').addEventListener('click', event => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) openBox(event);
      });
      /** `/` can be switched off, since it is a single key; Ctrl-K stays. */
      document.addEventListener('keydown', event => {
        const chord = event.ctrlKey || event.metaKey;
        if (event.altKey || event.key.toLowerCase() !== (chord ? 'k' : '/') || document.querySelector('dialog[open]')) return;
        if (chord || !event.target.closest('input, textarea, select, [contenteditable]') && gw.setting('keys') !== 'off') openBox(event);
      });
    });
  });
}
