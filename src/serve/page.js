'use strict';
{
  // Only while a book is served: keeps the open page up to date with every save, and lays findings over it. Runs first of
  // all scripts and remembers the page as it was written. A new edition is compared with that, block by block, and only
  // what the author changed is changed here: what readers and scripts did to the page (places, open tabs, half-given
  // answers) stays. Where that cannot be done, such as for other scripts, the page is loaded anew with its state.

  const LIVE = '/-guidewright/live';
  const FINDINGS = '/-guidewright/findings.json';
  const KEPT = 'gw:preview';
  /** A connection that is silent for so long is dead; the server speaks every eight seconds. */
  const SILENCE = 20_000;
  /** So long may one answer take; the next try may fare better. */
  const soon = () => AbortSignal.timeout(10_000);
  /** Elements that scripts take over: changed as a whole or not at all. */
  const WHOLE = 'gw-question, gw-search, .gw-tabs, .gw-code, .gw-figure, .gw-diagram, form, dialog, svg, math, video, audio, object, iframe';

  const list = (place, selector) => [...place.querySelectorAll(selector)];
  const written = (page, selector, name) => list(page, selector).map(node => node.getAttribute(name)).filter(path => !path.startsWith('/-guidewright/'));

  let { tag } = document.currentScript.dataset;
  const named = page => [...written(page, 'script[src]', 'src'), ...written(page, 'link[as="script"]', 'href')].join();
  const scripts = named(document);

  // ---- changing the page

  /** The page as it was written, and for each of its nodes the one in the document. */
  let before = document.body.cloneNode(true);
  const mirror = new WeakMap();

  function pair(node, here) {
    mirror.set(node, here);
    const inside = [...here.childNodes];
    node.childNodes.forEach((child, at) => pair(child, inside[at]));
  }
  pair(before, document.body);

  /** What stays is remembered under the new edition's nodes. */
  function keep(old, fresh) {
    mirror.set(fresh, mirror.get(old));
    const inside = [...old.childNodes];
    fresh.childNodes.forEach((child, at) => keep(inside[at], child));
  }

  let made = [];

  function make(fresh) {
    const node = document.importNode(fresh, true);
    pair(fresh, node);
    made.push(node);
    return node;
  }

  /** What the reader did to a block that is replaced. */
  function carry(from, to) {
    const open = list(from, 'details');
    list(to, 'details').forEach((details, at) => { details.open ||= Boolean(open[at]?.open); });
    if (from.localName === 'gw-question' && from.put && to.put && !from.dataset.verdict) {
      const { picked, sure } = from.answer();
      to.put(picked, sure);
    }
  }

  function update(old, fresh) {
    const here = mirror.get(old);
    if (old.isEqualNode(fresh)) return keep(old, fresh);
    if (!here.isConnected) throw new Error('a script took the block away');
    if (old.nodeType !== Node.ELEMENT_NODE) {
      mirror.set(fresh, here);
      here.data = fresh.data;
      return undefined;
    }
    if (old.matches(WHOLE)) {
      const node = make(fresh);
      here.replaceWith(node);
      return carry(here, node);
    }
    mirror.set(fresh, here);
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) here.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) here.setAttribute(name, value);
    return children(old, fresh, here);
  }

  function children(old, fresh, here) {
    const partners = matched([...old.childNodes], [...fresh.childNodes]);
    const stays = new Set(partners.map(([partner]) => partner));
    for (const child of [...old.childNodes]) if (!stays.has(child)) mirror.get(child)?.remove();
    let last = null;
    for (const [partner, child] of partners) {
      if (partner) update(partner, child);
      else if (!last) here.prepend(make(child));
      else if (last.parentNode === here) last.after(make(child));
      else throw new Error('a script moved the block');
      last = mirror.get(child);
    }
  }

  /** For each new node the old one that it comes from, if any; in the order of both. */
  function matched(old, fresh) {
    const partners = fresh.map(child => [null, child]);
    let start = 0;
    while (start < old.length && start < fresh.length && old[start].isEqualNode(fresh[start])) {
      partners[start][0] = old[start];
      start += 1;
    }
    let [end, to] = [old.length, fresh.length];
    while (end > start && to > start && old[end - 1].isEqualNode(fresh[to - 1])) {
      end -= 1;
      to -= 1;
      partners[to][0] = old[end];
    }
    let from = start;
    const gap = (until, at) => {
      for (; at.next < at.end; at.next += 1) {
        const child = fresh[at.next];
        const index = old.findIndex((one, place) => place >= from && place < until && alike(one, child));
        if (index < 0) continue;
        partners[at.next][0] = old[index];
        from = index + 1;
      }
    };
    const at = { next: start, end: to };
    for (const [one, other] of common(old, fresh, start, end, to)) {
      gap(one, { next: at.next, end: other });
      partners[other][0] = old[one];
      from = one + 1;
      at.next = other + 1;
    }
    gap(end, at);
    return partners;
  }

  const alike = (one, other) => one.nodeName === other.nodeName && (one.localName !== 'gw-question' || one.dataset.id === other.dataset.id);

  /** The longest run of equal nodes in both middles, as pairs of places. */
  function common(old, fresh, start, end, to) {
    const [rows, columns] = [end - start, to - start];
    if (rows === 0 || columns === 0 || rows * columns > 250_000) return [];
    const text = node => node.outerHTML ?? node.data;
    const [left, right] = [old.slice(start, end).map(text), fresh.slice(start, to).map(text)];
    const best = Array.from({ length: rows + 1 }, () => new Uint16Array(columns + 1));
    for (let row = rows - 1; row >= 0; row -= 1) {
      for (let column = columns - 1; column >= 0; column -= 1) {
        best[row][column] = left[row] === right[column]
          ? best[row + 1][column + 1] + 1
          : Math.max(best[row + 1][column], best[row][column + 1]);
      }
    }
    const pairs = [];
    let [row, column] = [0, 0];
    while (row < rows && column < columns) {
      if (left[row] === right[column]) pairs.push([start + row++, start + column++]);
      else if (best[row + 1][column] >= best[row][column + 1]) row += 1;
      else column += 1;
    }
    return pairs;
  }

  /** Another style sheet takes its place once it is there, so that nothing is ever shown without one. */
  function sheets(fresh) {
    const links = list(document, 'link[rel="stylesheet"]').filter(link => !link.getAttribute('href').startsWith('/-guidewright/'));
    written(fresh, 'link[rel="stylesheet"]', 'href').forEach((href, at) => {
      if (links[at]?.getAttribute('href') === href) return;
      const link = document.createElement('link');
      link.rel = 'stylesheet';
      link.href = href;
      link.addEventListener('load', () => links[at]?.remove());
      if (links[at]) links[at].after(link);
      else document.head.append(link);
    });
  }

  // ---- loading the page anew without losing it

  function reload(to) {
    const questions = list(document, 'gw-question').filter(question => question.put && !question.dataset.verdict);
    const field = document.querySelector('gw-search input');
    const state = {
      y: scrollY,
      open: list(document, 'details').map(details => details.open),
      questions: questions.map(question => ({ id: question.dataset.id, ...question.answer() })),
      query: field?.value ?? '',
      searching: Boolean(document.querySelector('dialog.gw-search[open]')),
    };
    try { sessionStorage.setItem(KEPT, JSON.stringify(state)); } catch { /* the place is lost, no more */ }
    if (to) location.replace(to);
    else location.reload();
  }

  function restore() {
    let state = null;
    try {
      state = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
    } catch { /* nothing was kept */ }
    if (!state) return;
    list(document, 'details').forEach((details, at) => { details.open = state.open[at] ?? details.open; });
    for (const { id, picked, sure } of state.questions) document.querySelector(`gw-question[data-id="${CSS.escape(id)}"]`)?.put?.(picked, sure);
    const field = document.querySelector('gw-search input');
    if (field && state.query) {
      if (state.searching) document.querySelector('gw-search > a')?.click();
      field.value = state.query;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    scrollTo({ top: state.y, behavior: 'instant' });
  }
  // When all scripts have run.
  new MutationObserver((_, observer) => {
    observer.disconnect();
    restore();
  }).observe(document.documentElement, { attributeFilter: ['data-scripts'] });

  // ---- hearing of a new edition

  async function look() {
    const answer = await fetch(location.pathname + location.search, { cache: 'no-store', headers: { 'If-None-Match': tag }, signal: soon() });
    const now = answer.headers.get('etag');
    if (answer.status === 304 || now === tag) return;
    if (answer.redirected) {
      reload(answer.url + location.hash);
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const other = fresh.body.className !== before.className || fresh.documentElement.dataset.path !== document.documentElement.dataset.path;
    if (other || named(fresh) !== scripts) {
      reload();
      return;
    }
    tag = now;
    document.title = fresh.title;
    sheets(fresh);
    made = [];
    try {
      update(before, fresh.body);
    } catch {
      reload();
      return;
    }
    before = fresh.body;
    globalThis.gw?.tell('fresh', { nodes: made.filter(node => node.nodeType === Node.ELEMENT_NODE && node.isConnected) });
  }

  /** Pictures keep their name when they change, so they are asked for under a new one. */
  function pictures(edition) {
    for (const picture of list(document, 'main img')) {
      const url = new URL(picture.src, location.href);
      if (url.origin !== location.origin) continue;
      url.searchParams.set('edition', edition);
      picture.src = url.href;
    }
  }

  let known = {};
  let latest = null;
  let busy = false;
  let heard = Date.now();

  async function catchUp() {
    if (busy) return;
    busy = true;
    try {
      while (latest !== null && JSON.stringify(latest) !== JSON.stringify(known)) {
        const now = latest;
        if (now.edition !== known.edition) await look();
        if (known.files && now.files !== known.files) pictures(now.files);
        if (now.findings !== known.findings) await findings();
        known = now;
      }
    } catch {
      // The server went away in the middle, and the channel will say when it is back; or one answer was lost on its way.
      if (source?.readyState === EventSource.OPEN) setTimeout(catchUp, 500);
      else latest = null;
    }
    busy = false;
  }

  let source = null;

  function listen() {
    source?.close();
    heard = Date.now();
    const mine = new EventSource(LIVE);
    source = mine;
    mine.addEventListener('message', ({ data }) => {
      heard = Date.now();
      latest = JSON.parse(data);
      catchUp();
    });
    mine.addEventListener('error', () => {
      // Where the browser has given up, we have not.
      if (mine.readyState === EventSource.CLOSED && mine === source) setTimeout(() => mine === source && listen(), 1000);
    });
  }

  function hang() {
    source?.close();
    source = null;
  }

  // A browser has six connections for all of its tabs, so only those that are seen hold one. The rest catch up when they
  // are looked at, and so does a machine that slept.
  function seen() {
    if (document.hidden) hang();
    else if (!source) listen();
  }
  document.addEventListener('visibilitychange', seen);
  addEventListener('pagehide', hang);
  addEventListener('pageshow', seen);
  setInterval(() => { if (source && Date.now() - heard > SILENCE) listen(); }, 5000);
  seen();

  // ---- the panel

  function element(name, className, ...children) {
    const node = document.createElement(name);
    if (className) node.className = className;
    node.append(...children);
    return node;
  }

  const panel = element('aside', 'gw-preview');
  panel.setAttribute('aria-label', 'Findings');
  panel.hidden = true;

  async function findings() {
    const answer = await fetch(FINDINGS, { cache: 'no-store', signal: soon() });
    show(await answer.json());
  }

  const count = (number, word) => (number === 0 ? [] : [`${number} ${word}${number > 1 ? 's' : ''}`]);

  function show({ kept, errors, warnings, findings: all }) {
    panel.hidden = errors + warnings === 0;
    if (!panel.isConnected) document.body.append(panel);
    const items = all.map(item);
    const words = [...count(errors, 'error'), ...count(warnings, 'warning')].join(' and ');
    const body = element('div', 'gw-preview-body', ...kept ? [element('p', '', kept)] : [], element('ol', '', ...items));
    const button = element('button', '', words);
    button.type = 'button';
    const open = wanted => {
      body.hidden = !wanted;
      button.setAttribute('aria-expanded', String(wanted));
    };
    button.addEventListener('click', () => open(body.hidden));
    // Errors open the panel; warnings can wait until they are asked for.
    open(errors > 0);
    panel.dataset.severity = errors > 0 ? 'error' : 'warning';
    panel.replaceChildren(button, body);
    if (errors > 0) globalThis.gw?.say?.(words);
  }

  function item({ rule, severity, message, help, file, line, column, end_line: endLine, end_column: endColumn, excerpt, open }) {
    const node = element('li', '', element('p', '', element('b', '', severity), ` ${message} `, element('code', '', rule)));
    if (file) {
      const place = element(open ? 'a' : 'span', 'gw-preview-place', `${file}:${line}:${column}`);
      if (open) place.href = open;
      node.append(place);
    }
    if (excerpt) {
      const letters = [...excerpt];
      const until = endLine === line && endColumn > column ? endColumn : letters.length + 1;
      const [head, marked, rest] = [letters.slice(0, column - 1), letters.slice(column - 1, until - 1), letters.slice(until - 1)];
      node.append(element('pre', '', element('span', '', `${line} | `), head.join(''), element('mark', '', marked.join('')), rest.join('')));
    }
    if (help) node.append(element('p', 'gw-preview-help', `help: ${help}`));
    return node;
  }
}
