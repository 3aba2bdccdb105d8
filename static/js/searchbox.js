'use strict';
{
  // The search box. In the header it is a link that opens a dialog (`/` or Ctrl-K); with `data-page`
  // it stands open and takes `?q=` or `#q=`. Results are links, walked with the arrow keys. What
  // is typed and what is found reaches the page as text nodes only.

  const KINDS = { text: 'Sections', question: 'Questions', card: 'Cards', service: 'Services', term: 'Terms' };
  const STEP = 10;

  let index;
  /** The index, opened once for all boxes. */
  const opened = () => (index ??= gw.search.open(async name => {
    await gw.load(`search/${name}.js`);
    return gw.shard(name);
  }, 'search'));

  function make(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const name in attributes) node.setAttribute(name, attributes[name]);
    node.append(...children);
    return node;
  }
  const button = (text, react) => {
    const node = make('button', { type: 'button' }, text);
    node.addEventListener('click', react);
    return node;
  };
  const select = (label, options) => make('select', { 'aria-label': label }, ...options.map(([value, text]) => make('option', { value }, text)));
  const pieces = list => list.map(([text, wanted]) => (wanted ? make('mark', {}, text) : text));

  class Search extends HTMLElement {
    connectedCallback() {
      if (this.field) return;
      this.field = make('input', { 'aria-label': 'Search the guide', placeholder: 'Search the guide', inputmode: 'search', enterkeyhint: 'go', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', maxlength: 200 });
      this.domain = select('Domain', [['', 'All domains']]);
      this.kind = select('Kind', [['', 'Everything'], ...Object.entries(KINDS)]);
      this.status = make('p', { role: 'status' });
      this.results = make('div', { class: 'gw-hits' });
      const form = make('form', { role: 'search' }, this.field, this.domain, this.kind);
      this.field.addEventListener('input', () => this.soon());
      form.addEventListener('change', event => event.target !== this.field && this.ask());
      form.addEventListener('submit', event => {
        event.preventDefault();
        this.enter();
      });
      this.addEventListener('keydown', event => this.walk(event));
      this.show('', {});
      const page = 'page' in this.dataset;
      this.box = make(page ? 'div' : 'dialog', { class: 'gw-search', ...page ? {} : { 'aria-label': 'Search' } }, form, this.status, this.results);
      this.append(this.box);
      if (page) {
        addEventListener('hashchange', () => this.take());
        return this.take();
      }
      form.append(button('Close', () => this.box.close()));
      this.box.addEventListener('click', event => (event.target === this.box || event.target.closest('a')) && this.box.close());
      this.querySelector('a').addEventListener('click', event => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.open(event);
      });
      document.addEventListener('keydown', event => this.shortcut(event));
    }

    /** `/` can be switched off, since it is a single key; Ctrl-K stays. */
    shortcut(event) {
      const chord = event.ctrlKey || event.metaKey;
      const slash = !event.target.closest('input, textarea, select, [contenteditable]') && ![false, 'off'].includes(gw.setting?.('keys'));
      if (event.altKey || event.key.toLowerCase() !== (chord ? 'k' : '/') || !chord && !slash) return;
      if (this === document.querySelector('gw-search') && !document.querySelector('dialog[open]')) this.open(event);
    }

    open(event) {
      event.preventDefault();
      const page = document.querySelector('gw-search[data-page]');
      if (!page) this.box.showModal();
      (page ?? this).field.select();
      this.prepare();
    }

    /** Loads what every query needs while the reader is still typing. */
    async prepare() {
      const { domains } = await opened();
      if (!this.domain[1]) this.domain.append(...select('', domains.map(name => [name, name])).children);
      this.domain.hidden = domains.length < 2;
    }

    /** Takes the query out of the address. */
    take() {
      const query = [location.hash.slice(1), location.search].map(part => new URLSearchParams(part).get('q')).find(Boolean) ?? '';
      if (query === this.field.value) return;
      this.field.value = query;
      this.ask();
    }

    soon() {
      clearTimeout(this.timer);
      this.waiting = true;
      this.timer = setTimeout(() => this.ask(), 90);
    }

    async ask(limit = STEP) {
      clearTimeout(this.timer);
      this.waiting = true;
      const query = this.field.value.trim();
      const turn = this.turn = {};
      const slow = setTimeout(() => turn === this.turn && this.tell('Looking …'), 300);
      // Some browsers let no page in a folder change its address.
      if ('page' in this.dataset) try { history.replaceState(null, '', `#q=${encodeURIComponent(query)}`); } catch { /* no matter */ }
      const ask = { kind: this.kind.value, domain: this.domain.value, limit };
      try {
        await this.prepare();
        const answer = await (await opened()).ask(this.field.value, ask);
        if (turn === this.turn) this.show(query, answer, ask);
      } catch {
        index = undefined;
        if (turn === this.turn) this.fail(() => this.ask(limit));
      }
      clearTimeout(slow);
    }

    show(query, { hits = [], total, all, meant = [] }, { kind, domain, limit } = {}) {
      this.waiting = false;
      const chapters = new Map();
      for (const hit of hits) chapters.set(hit.chapter, [...chapters.get(hit.chapter) ?? [], this.hit(hit)]);
      this.results.replaceChildren(make('ol', {}, ...[...chapters].map(([chapter, list]) => make('li', {}, make('h2', {}, chapter), make('ul', {}, ...list)))));
      if (hits.length < total) this.results.append(button('Show more', () => this.ask(limit + STEP)));
      const words = meant.map(([typed, used]) => `“${typed}” is nowhere; this is for “${used}”. `).join('');
      if (!query) this.say('', 'Type words, a name from code or an acronym. Arrow keys walk the results, Enter opens one.');
      else if (!hits[0]) this.say(`Nothing found for “${query}”.`, kind || domain ? 'Look in all domains and everything.' : 'Try another word for it, or fewer words.');
      else this.tell(words + (all || !/\s/.test(query) ? `${total} ${total > 1 ? 'results' : 'result'} in the guide.` : 'Nothing has all these words. The nearest:'));
      if (limit > STEP) this.links()[limit - STEP]?.focus();
      if (this.going) this.enter();
    }

    hit({ kind, page, anchor, chapter, crumbs, section, excerpt }) {
      const link = make('a', { href: gw.root + encodeURI(page) + (anchor && `#${encodeURIComponent(anchor)}`) }, ...section[0] ? pieces(section) : [chapter]);
      const above = [...kind === 'text' ? [] : [KINDS[kind].slice(0, -1)], ...crumbs].join(' · ');
      return make('li', {}, link, make('small', {}, above), make('p', {}, ...pieces(excerpt)));
    }

    fail(again) {
      this.waiting = this.going = false;
      this.say('A file of the search did not load.', 'If the site was updated while this page was open, reload the page.');
      this.results.append(button('Try again', again));
    }

    say(text, help) {
      this.tell(text);
      this.results.replaceChildren(make('p', {}, help));
    }

    tell(text) {
      this.status.textContent = text;
    }

    links() {
      return [...this.results.querySelectorAll('a, button')];
    }

    /** Enter opens the first result, also when it is typed before the answer is there. */
    enter() {
      this.going = this.waiting;
      if (!this.going) this.results.querySelector('a')?.click();
    }

    walk(event) {
      const stops = [this.field, ...this.links()];
      const at = stops.indexOf(event.target);
      const next = at < 0 || event.isComposing ? null : stops[at + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] ?? NaN)];
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
  }

  customElements.define('gw-search', Search);
}
