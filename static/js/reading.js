'use strict';
{
  // What is read: a mark per chapter in every list of chapters, the place where the reader stopped, and the button on
  // the home page that leads back there. A chapter is open once visited, and read when its end was reached after a fair
  // share of its minutes or when the reader says so.

  const { make, pageOf } = gw;
  const reads = gw.keep('reads');
  const places = gw.keep('places');
  /** Where the reader was, the last place first. */
  const known = () => places.get([]).filter(place => typeof place?.page === 'string');
  const KEPT = 60;
  // Of the minutes that a chapter takes, so much must have passed before its end counts as read.
  const FAIR = 0.2;

  const chapter = document.querySelector('main .gw-chapter');
  const done = document.querySelector('.gw-mark-read');

  /** What a place is called; one where the reader was in another language by its title here. */
  function named({ page, title, text, lang = gw.lang }) {
    const here = lang !== gw.lang && [...document.querySelectorAll('.gw-outline a')].find(link => pageOf(link) === page);
    return here ? here.textContent : title + (text ? `: ${text}` : '');
  }

  function show() {
    const all = reads.get({});
    for (const link of document.querySelectorAll('.gw-chapters a, .gw-contents a')) {
      const page = pageOf(link);
      if (!page || link.hash || page === 'index.html') continue;
      const state = all[page] ?? 'new';
      (link.closest('.gw-contents > li') ?? link).dataset.read = state;
      link.querySelector('.gw-vh')?.remove();
      if (state !== 'new') link.append(make('span', gw.word(`mark_${state}`), { class: 'gw-vh' }));
    }
    for (const domain of document.querySelectorAll('.gw-domains > ol > li')) {
      const chapters = [...document.querySelectorAll(`.gw-outline-part[data-domain="${CSS.escape(domain.dataset.domain)}"] a:not([rel])`)];
      const read = chapters.filter(link => all[pageOf(link)] === 'read').length;
      const count = domain.querySelector('.gw-read-count');
      if (!count || !read) continue;
      count.textContent = gw.word('chapters_read', { read, all: chapters.length });
      domain.style.setProperty('--gw-done', `${read / chapters.length * 100}%`);
    }
    const [last] = known();
    const button = document.querySelector('.gw-continue');
    if (button && last) {
      button.href = gw.addressOf(last.page, last.id);
      button.querySelector('.gw-continue-word').textContent = gw.word('continue');
      button.querySelector('.gw-continue-place').textContent = named(last);
    }
    if (done) {
      const read = all[gw.path] === 'read';
      done.ariaPressed = read;
      done.lastChild.data = gw.word(read ? 'read' : 'mark_as_read');
    }
  }

  // ---- one chapter

  function set(state) {
    const all = reads.get({});
    const was = all[gw.path];
    if (was === state) return;
    reads.set({ ...all, [gw.path]: state });
    if (state === 'read' || was === 'read') gw.tell('read', { item: gw.path, done: state === 'read' });
    show();
  }

  function offer(before) {
    const close = () => note.remove();
    const note = gw.notice('place', [
      make('a', gw.word('continue_at', before), { href: `#${encodeURIComponent(before.id)}`, click: close }),
      gw.button(gw.word('dismiss'), close, { class: 'gw-quiet' }),
    ]);
    addEventListener('scroll', () => { if (scrollY > innerHeight) close(); });
  }

  function follow() {
    const before = known().find(({ page }) => page === gw.path);
    const title = chapter.querySelector('h1').textContent;
    let heading;
    let soon;
    /** Keeps where the reader is. The top of a page is a place as well, so that a short visit is not lost. */
    const keep = ({ id = '', text = '' } = heading ?? (scrollY < innerHeight && before || {})) => {
      places.set([{ page: gw.path, title, id, text, lang: gw.lang }, ...known().filter(({ page }) => page !== gw.path)].slice(0, KEPT));
    };
    gw.on('heading', now => {
      heading = now.id ? now : null;
      // Not only on leaving: a shelf that other pages share takes longer than a page that goes has.
      clearTimeout(soon);
      soon = setTimeout(() => keep(), 400);
    });
    const [visit] = performance.getEntriesByType('navigation');
    if (before?.id && !location.hash && visit?.type === 'navigate' && document.getElementById(before.id)) offer(before);
    if (!reads.get({})[gw.path]) set('open');
    keep(before ?? {});
    addEventListener('pagehide', () => keep());
    document.addEventListener('visibilitychange', () => { if (document.hidden) keep(); });

    done.addEventListener('click', () => set(reads.get({})[gw.path] === 'read' ? 'open' : 'read'));
    const fair = Date.now() + chapter.dataset.minutes * 60000 * FAIR;
    new IntersectionObserver(([end]) => {
      if (end.isIntersecting && Date.now() >= fair) set('read');
    }).observe(done);
  }

  show();
  gw.on('shelf', show);
  gw.on('shelf-key', ({ key }) => { if (key === 'reads') show(); });
  // What is kept elsewhere must be known before anything is added to it.
  if (chapter) gw.shelf.ready.then(follow);
}
