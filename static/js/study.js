'use strict';
{
  // <gw-study>: the one study page. What stands after # in the address names the view, such as #exam or
  // #practice?task=1.1; each view (`view.js`) lies in a section of the page. Keeps title, focus and the marks in the
  // navigation right.

  gw.each('gw-study', async study => {
    const heading = study.querySelector('h1');
    const sections = [...study.querySelectorAll('[data-route]')];
    const base = document.title;
    const loading = study.querySelector('.gw-loading');
    gw.study = {
      heading,
      /** What a kind of form is called. */
      words: study.dataset,
      /** Puts a title over the view; a view may change it, such as a set that has begun. */
      name(title) {
        heading.textContent = title;
        document.title = base.replace(/^[^·]*·/, `${title} ·`);
      },
    };

    function go(moved) {
      const [, route, path, query] = /^#?(\w*)\/?([^?]*)(.*)/.exec(location.hash);
      const section = sections.find(each => each.dataset.route === route) ?? sections[0];
      for (const each of sections) {
        if (!each.hidden && each !== section) each.firstElementChild.view?.leave?.();
        each.hidden = each !== section;
      }
      gw.study.name(section.dataset.title);
      for (const link of document.querySelectorAll('.gw-bar a, .gw-reference a')) {
        const here = link.pathname === location.pathname && link.hash === `#${section.dataset.route}`;
        if (here || link.hash) link.ariaCurrent = here ? 'page' : null;
      }
      if (moved) gw.arrive(heading);
      gw.view(section.firstElementChild).show(gw.decoded(path), new URLSearchParams(query));
    }

    // The same view in the other languages, as it stands when one of them is chosen: views change it without a visit.
    for (const link of document.querySelectorAll('.gw-languages a')) {
      link.addEventListener('click', () => { link.hash = location.hash; });
    }

    try {
      await Promise.all([gw.store.ready, gw.bank.open()]);
    } catch {
      return gw.fill(loading, {});
    }
    loading.hidden = true;
    // Nothing of what was erased may live on in what this page remembers.
    gw.on('erased', () => location.reload());
    // Every view is made for one exam; another tab may choose another one.
    gw.on('exam-shown', () => location.reload());
    addEventListener('hashchange', () => go(true));
    go(false);
    study.dataset.ready = '';
  });
}
