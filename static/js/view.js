'use strict';
{
  // What the views of the study page have in common. A view is the one element in a section of the page; `<gw-study>`
  // calls `enter` whenever it is opened and `leave` when another one is. A press on what carries `data-do`, and the
  // sending of a form with `data-send`, calls the function of that name in the view's table `does`.

  gw.View = class extends HTMLElement {
    enter(path, query) {
      if (!this.bank) {
        this.bank = gw.shard('bank');
        this.form = this.querySelector('form');
        this.addEventListener('click', ({ target }) => {
          const button = target.closest('[data-do]');
          this.does[button?.dataset.do]?.(button);
        });
        this.addEventListener('submit', event => {
          event.preventDefault();
          this.does[event.target.dataset.send]?.(event.target);
        });
        gw.on('log', () => { if (!this.parentElement.hidden) this.draw(); });
        this.prepare();
      }
      this.show(path, query);
    }

    /** Once, before it is first shown. */
    prepare() {}

    show() { this.draw(); }

    /** Brings what is shown up to the log. */
    draw() {}

    leave() {}

    /** Shows one child of the view, by its class. While a `session` runs, the page around it steps back. */
    only(name, session) {
      for (const each of this.children) each.hidden = !each.matches(`.gw-${name}`);
      if (session) document.body.dataset.session = session;
      else delete document.body.dataset.session;
    }

    get study() { return this.closest('gw-study'); }

    /** The part of a class, without the prefix that all classes of ours carry. */
    part(name) { return this.querySelector(`.gw-${name}`); }
    button(name) { return this.querySelector(`[data-do="${name}"]`); }

    /** Fills a part from its template; without values the part is hidden. */
    fill(name, values) {
      const part = this.part(name);
      gw.fill(part, values);
      return part;
    }

    /** Brings a question into `.gw-brought` of what was unfolded, in its case, with the answer given and every reason. */
    async bring(details, { id, picked, sure, verdict, order }) {
      const place = details.querySelector('.gw-brought');
      if (!place || place.firstChild) return;
      const [first, inner] = await gw.bank.question(id);
      if (inner) {
        // Several members of a case may be open at once.
        first.removeAttribute('aria-labelledby');
        first.firstElementChild.removeAttribute('id');
        first.append(inner);
      }
      place.replaceChildren(first);
      const question = inner ?? first;
      question.mode = 'ask';
      if (order?.length === question.entries.length) question.arrange(order);
      question.put(picked, sure);
      question.show(verdict);
    }
  };

  /** Puts the focus on a heading at the top of the page. */
  gw.arrive = heading => {
    scrollTo(0, 0);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  };

  /** Seconds since a moment, to the tenth. */
  gw.since = moment => Math.round((Date.now() - moment) / 100) / 10;
}
