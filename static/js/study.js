'use strict';
{
  // <gw-study>: the one study page. What stands after # in the address names the view, such as #exam or
  // #practice?task=1.1; each view (`view.js`) lies in a section of the page. Keeps title, focus and the marks in the
  // navigation right.

  class Study extends HTMLElement {
    async connectedCallback() {
      this.heading = this.querySelector('h1');
      this.sections = [...this.querySelectorAll('[data-route]')];
      this.base = document.title;
      const loading = this.querySelector('.gw-loading');
      try {
        await Promise.all([gw.store.ready, gw.bank.open()]);
      } catch {
        gw.fill(loading, {});
        return;
      }
      loading.hidden = true;
      addEventListener('hashchange', () => this.go(true));
      this.go(false);
      this.toggleAttribute('data-ready', true);
    }

    go(moved) {
      const [, route, path, query] = /^#?(\w*)\/?([^?]*)(.*)/.exec(location.hash);
      const section = this.sections.find(each => each.dataset.route === route) ?? this.sections[0];
      for (const each of this.sections) {
        if (!each.hidden && each !== section) each.firstElementChild.leave();
        each.hidden = each !== section;
      }
      this.name(section.dataset.title);
      for (const link of document.querySelectorAll('.gw-bar a, .gw-reference a')) {
        const here = link.pathname === location.pathname && link.hash === `#${section.dataset.route}`;
        if (here) link.setAttribute('aria-current', 'page');
        else if (link.hash) link.removeAttribute('aria-current');
      }
      if (moved) gw.arrive(this.heading);
      section.firstElementChild.enter(decodeURIComponent(path), new URLSearchParams(query));
    }

    /** Puts a title over the view; a view may change it, such as a set that has begun. */
    name(title) {
      this.heading.textContent = title;
      document.title = this.base.replace(/^[^·]*·/, `${title} ·`);
    }
  }

  customElements.define('gw-study', Study);
}
