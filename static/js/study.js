'use strict';
{
  // <gw-study>: the one study page. What stands after # in the address names the view, such as #exam or
  // #practice?task=1.1; each view is a section of the page whose element gets `show(words, wishes)` when it is opened
  // and `leave()` when another one is. A view's script is loaded when it is first opened. Keeps title, focus and the
  // marks in the navigation right.

  class Study extends HTMLElement {
    async connectedCallback() {
      this.heading = this.querySelector('h1');
      this.sections = [...this.querySelectorAll('[data-route]')];
      this.base = document.title;
      await Promise.all([gw.store.ready, gw.bank.open()]);
      addEventListener('hashchange', () => this.go(true));
      await this.go(false);
      this.toggleAttribute('data-ready', true);
    }

    async go(moved) {
      const [, route = '', path = '', query = ''] = /^#(\w*)\/?([^?]*)(?:\?(.*))?$/.exec(location.hash) ?? [];
      const section = this.sections.find(each => each.dataset.route === route) ?? this.sections[0];
      this.opening = section;
      const loaded = await gw.load(section.dataset.script).then(() => true, () => false);
      // Another view was asked for in the meantime.
      if (this.opening !== section) return;
      const loading = this.querySelector('.gw-loading');
      loading.hidden = loaded;
      if (!loaded) {
        loading.textContent = 'This view did not load. Check the connection and reload the page.';
        return;
      }
      for (const each of this.sections) {
        if (!each.hidden && each !== section) each.firstElementChild.leave?.();
        each.hidden = each !== section;
      }
      this.name(section.dataset.title);
      for (const link of document.querySelectorAll('.gw-bar a, .gw-reference a')) {
        const here = link.pathname === location.pathname && link.hash === `#${section.dataset.route}`;
        if (here) link.setAttribute('aria-current', 'page');
        else if (link.hash) link.removeAttribute('aria-current');
      }
      section.firstElementChild.show?.(decodeURIComponent(path), new URLSearchParams(query));
      if (!moved) return;
      scrollTo(0, 0);
      this.heading.focus({ preventScroll: true });
    }

    /** Puts a title over the view; a view may change it, such as a set that has begun. */
    name(title) {
      this.heading.textContent = title;
      document.title = this.base.replace(/^[^·]*·/, `${title} ·`);
    }
  }

  customElements.define('gw-study', Study);
}
