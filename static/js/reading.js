'use strict';
{
  // What is read: a mark per chapter in every list of chapters, the place where the reader stopped, and the button on
  // the home page that leads back there. A chapter is open once visited, and read when its end was reached after a fair
  // share of its minutes or when the reader says so.

  const reads = gw.keep('reads');
  const places = gw.keep('places');
  const KEPT = 60;
  // Of the minutes that a chapter takes, so much must have passed before its end counts as read.
  const FAIR = 0.2;

  const words = { open: ', begun', read: ', read' };

  /** Path of a page of this site from its root; nothing for links elsewhere. */
  function pageOf(link) {
    const root = new URL(gw.root || './', location.href);
    const url = new URL(link.href);
    const inside = url.protocol === root.protocol && url.host === root.host && url.pathname.startsWith(root.pathname);
    return inside ? decodeURIComponent(url.pathname.slice(root.pathname.length)) : null;
  }

  function mark(link, state) {
    const holder = link.closest('.gw-contents > li') ?? link;
    holder.dataset.read = state;
    link.querySelector('.gw-vh')?.remove();
    if (!words[state]) return;
    const said = document.createElement('span');
    said.className = 'gw-vh';
    said.textContent = words[state];
    link.append(said);
  }

  function show() {
    const all = reads.get({});
    for (const link of document.querySelectorAll('.gw-chapters a, .gw-contents a')) {
      const page = pageOf(link);
      if (page && !link.hash) mark(link, all[page] ?? 'new');
    }
    for (const domain of document.querySelectorAll('.gw-domains > ol > li')) {
      const chapters = document.querySelectorAll(`.gw-outline-part[data-domain="${CSS.escape(domain.dataset.domain)}"] a`);
      const done = [...chapters].filter(link => all[pageOf(link)] === 'read').length;
      const count = domain.querySelector('.gw-read-count');
      if (!count || done === 0) continue;
      count.textContent = `${done} of ${chapters.length} chapters read`;
      domain.style.setProperty('--gw-done', `${(done / chapters.length) * 100}%`);
    }
    const last = places.get([])[0];
    const button = document.querySelector('.gw-continue');
    if (button && last) {
      button.href = encodeURI(last.page) + (last.id ? `#${encodeURIComponent(last.id)}` : '');
      button.querySelector('.gw-continue-word').textContent = 'Continue where you stopped';
      button.querySelector('.gw-continue-place').textContent = last.text ? `${last.title}: ${last.text}` : last.title;
    }
    if (done) pressed(all[gw.path] === 'read');
  }

  // ---- one chapter

  const chapter = document.querySelector('main .gw-chapter');
  const done = document.querySelector('.gw-mark-read');

  function pressed(read) {
    done.setAttribute('aria-pressed', String(read));
    done.lastChild.data = read ? 'Read' : 'Mark as read';
  }

  function set(state) {
    const all = reads.get({});
    if (all[gw.path] === state) return;
    const was = all[gw.path];
    all[gw.path] = state;
    reads.set(all);
    if (state === 'read' || was === 'read') gw.tell('read', { item: gw.path, done: state === 'read' });
    show();
  }

  /** Keeps where the reader is. The top of a page is a place as well, so that a short visit is not lost. */
  function keepPlace(heading) {
    const title = chapter.querySelector('h1').textContent;
    const others = places.get([]).filter(place => place.page !== gw.path);
    places.set([{ page: gw.path, title, id: heading?.id ?? '', text: heading?.text ?? '' }, ...others].slice(0, KEPT));
  }

  function offer(place) {
    const note = document.createElement('p');
    note.className = 'gw-notice';
    const link = document.createElement('a');
    link.href = `#${encodeURIComponent(place.id)}`;
    link.textContent = `Continue at “${place.text}”`;
    const away = document.createElement('button');
    away.type = 'button';
    away.className = 'gw-quiet';
    away.textContent = 'Dismiss';
    note.append(link, away);
    const close = () => note.remove();
    link.addEventListener('click', close);
    away.addEventListener('click', close);
    addEventListener('scroll', () => { if (scrollY > innerHeight) close(); }, { passive: true });
    document.querySelector('main').prepend(note);
  }

  function follow() {
    let heading = null;
    let soon = 0;
    gw.on('heading', now => {
      heading = now.id ? now : null;
      // Not only on leaving: a shelf that other pages share takes longer than a page that goes has.
      clearTimeout(soon);
      soon = setTimeout(() => leave(), 400);
    });
    const before = places.get([]).find(place => place.page === gw.path);
    const [visit] = performance.getEntriesByType('navigation');
    if (before?.id && before.id !== '' && !location.hash && visit?.type === 'navigate' && document.getElementById(before.id)) offer(before);
    if (!reads.get({})[gw.path]) set('open');
    keepPlace(before);
    const leave = () => keepPlace(heading ?? (scrollY < innerHeight ? before : null));
    addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', () => { if (document.hidden) leave(); });

    done.addEventListener('click', () => set(done.getAttribute('aria-pressed') === 'true' ? 'open' : 'read'));
    const began = Date.now();
    const fair = Number(chapter.dataset.minutes) * 60000 * FAIR;
    new IntersectionObserver(([end]) => {
      if (end.isIntersecting && Date.now() - began >= fair) set('read');
    }).observe(done);
  }

  show();
  gw.on('shelf', show);
  gw.on('shelf-key', ({ key }) => { if (key === 'reads') show(); });
  // What is kept elsewhere must be known before anything is added to it.
  if (chapter) gw.shelf.ready.then(follow);
}
