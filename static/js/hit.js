'use strict';
{
  // What the text of a section tells about a hit once it is there: where the wanted words stand in it, how well it answers,
  // and the piece to show. Nothing here knows of the index.

  const { names, terms } = gw.token;

  /** A term as a pattern that matches it: some hold signs. */
  const quoted = term => term.replace(/[.+]/g, '\\$&');

  /** Gives a function that finds the wanted words in a text: where each stands, and how well it answers each want. */
  function looker(wants, typing) {
    const known = new Map();
    wants.forEach((want, n) => want.ways.forEach(({ weight, slots }) => slots.flat().forEach(form => {
      const all = known.get(form.term) ?? [];
      all[n] = Math.max(all[n] ?? 0, weight * form.weight);
      known.set(form.term, all);
    })));
    const last = typing && !wants.at(-1)?.meant && wants.at(-1)?.term || '\n';
    const begun = [];
    begun[wants.length - 1] = 0.5;
    const answered = term => known.get(term) ?? (term.startsWith(last) ? begun : undefined);
    // Splitting all of a text takes long: a plain search tells where it is worth it.
    const hint = new RegExp([...[...known.keys(), last].map(quoted), '(?![\\0-\\x7f])[\\p{L}\\p{N}]'].join('|'), 'giu');
    return text => {
      const found = [];
      let end = 0;
      for (const { index } of text.matchAll(hint)) {
        if (index < end) continue;
        let from = index;
        while (from > end && /\S/.test(text[from - 1])) from -= 1;
        end = index + text.slice(index).search(/\s|$/);
        for (const { pieces, joins } of names(text.slice(from, end))) {
          joins.forEach((term, n) => pieces.push([term, pieces[n][1], pieces[joins.length][2]]));
          for (const [term, start, stop] of pieces) {
            const fit = answered(term);
            if (fit) found.push({ from: from + start, to: from + stop, fit, bits: fit.reduce((bits, _, n) => bits | 1 << n, 0) });
          }
        }
      }
      return found.sort((a, b) => a.from - b.from || b.to - a.to);
    };
  }

  /** The worth of some wants, each times a value of its own. */
  const total = (wants, value) => wants.reduce((sum, want, n) => sum + want.worth * value(want, n), 0);

  const LENGTH = 200;
  // A section says at its beginning what it is about.
  const OPENING = 250;

  /** A hit as it is shown, its score raised by what only the text itself can tell. */
  function shown(hit, look, wants, worth, plain, stop) {
    const share = bits => total(wants, (_, n) => bits >> n & 1) / worth;
    /** How much of what is wanted some words answer, the best for each want. */
    const fit = found => total(wants, (_, n) => Math.max(0, ...found.map(word => word.fit[n] ?? 0))) / worth;
    const [heading, body] = [look(hit.section), look(hit.body)];
    const above = hit.section === hit.chapter ? [] : [hit.chapter, ...hit.crumbs].flatMap(look);
    let [pairs, near, start] = [0, 0, 0];
    // Neighbours may have small words between them, yet no end of a sentence.
    const joint = words => !/[.:;!?]/.test(words) && terms(words).every(term => stop.has(term));
    for (const [text, found] of [[hit.section, heading], [hit.body, body]]) found.forEach((word, n) => {
      if (found[n + 1]?.from < word.to + 20 && joint(text.slice(word.to, found[n + 1].from))) pairs |= word.bits << 1 & found[n + 1].bits;
    });
    body.forEach((word, n) => {
      let [bits, m] = [0, n];
      for (; body[m]?.to < word.from + LENGTH * 0.8; m += 1) bits |= body[m].bits;
      const value = share(bits) + (m - n) / 1000;
      if (value > near) [near, start] = [value, word.from];
    });
    /** How much of a heading is wanted, by letters of its telling words. */
    const filled = (text, found) => {
      let [told, all] = [0, 0];
      for (const { pieces } of names(text)) for (const [term, from, to] of pieces) {
        const wanted = found.some(word => word.from <= from && word.to >= to);
        if (wanted) told += to - from;
        if (wanted || !plain.has(term)) all += to - from;
      }
      return all && told / all;
    };
    // Where a heading is a figure of speech, the ids of section and page say what the section is about.
    const [id, file] = hit.kind === 'text' ? [hit.anchor, hit.page.replace(/^.*\/|\.html$/g, '')].map(name => name.replaceAll('-', ' ')) : ['', ''];
    const [named, filed] = [look(id), look(file)];
    // A heading was chosen to be read, an id need not be.
    const full = Math.max(filled(hit.section, heading), 0.7 * filled(id, named));
    // “Numbers to know”, “Worked example: …”: what many sections are called sums up or shows what others explain.
    const label = hit.section.split(':', 1)[0];
    const common = !heading.some(word => word.to <= label.length) && terms(label).every(term => plain.has(term));
    const first = body.reduce((bits, word) => (word.from < OPENING ? bits | word.bits : bits), 0);
    // The top of a page introduces what its sections explain.
    const score = hit.score * (hit.anchor ? 1 : 0.5) * (common ? 0.5 : 1)
      * (1 + (wants[1] ? 0.3 * share(pairs | pairs >> 1) : 0) + 0.2 * Math.min(1, near) + 0.3 * share(first)
        + 0.4 * fit(heading) * full + fit([...heading, ...named, ...above, ...filed]) * (0.3 + full));
    return { ...hit, score, section: marked(hit.section, heading), excerpt: cut(hit.body, body, start) };
  }

  /** About 200 characters from shortly before `start`, cut between words. */
  function cut(text, found, start) {
    const early = Math.min(start - 40, text.length - LENGTH);
    const from = early < 20 ? 0 : text.indexOf(' ', early) + 1;
    const late = text.length < from + LENGTH + 20 ? text.length : text.lastIndexOf(' ', from + LENGTH);
    const to = late > from ? late : from + LENGTH;
    return [...from ? [['… ']] : [], ...marked(text, found, from, to), ...to < text.length ? [[' …']] : []];
  }

  /** A text as `[piece, is it marked]`. */
  function marked(text, found, from = 0, to = text.length) {
    const pieces = [];
    for (const word of found) {
      if (word.from < from || word.to > to) continue;
      pieces.push([text.slice(from, word.from)], [text.slice(word.from, word.to), true]);
      from = word.to;
    }
    return [...pieces, [text.slice(from, to)]].filter(piece => piece[0]);
  }

  gw.hit = { looker, shown };
}
