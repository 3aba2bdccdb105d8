'use strict';
{
  // From a typed query to ranked hits. The index comes in shards, asked of `load(name)` (`src/index.rs` tells what is in
  // them); nothing here knows of pages.

  const { names, terms, joined } = gw.token;

  /** What the forms of an English word share: `trains`, `training` → `train`. */
  function stem(word) {
    if (!/^[a-z]{4,}$/.test(word)) return word;
    return word.replace(/ies$/, 'y').replace(/(ss|sh|ch|x|zz)es$/, '$1').replace(/(?<=[^sui])(?<!bia)s$/, '')
      .replace(/is(e|ing|ed|ation)$/, 'iz$1').replace(/^(.{3,}[^e])at(e|ion|or|ing|ed)$/, '$1')
      .replace(/^(.*[aeiouy].*)(?:ing|(?<!e|^emb)ed)$/, (all, base) => (base.length < 3 ? all : base.replace(/(?<=..)([bdgmnprt])\1$/, '$1')))
      .replace(/^(.{2,}[st])ion$/, '$1').replace(/^(.{5,})ment$/, '$1').replace(/^(.{4,}l)l$/, '$1')
      .replace(/^(.{3,})e$/, '$1').replace(/y$/, 'i');
  }

  /** A value out of its text: JSON, deflated, in base64. */
  async function unpacked(text) {
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt());
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).json();
  }

  /** The number that a letter of places stands for: all letters but those that JSON or UTF-8 has not as they are. */
  const number = code => code - (code < 0x5c ? 0x23 : code < 0xd800 ? 0x24 : 0x824);
  // Leads to no place, and is followed by another step.
  const FAR = 0xfffff;

  /** How many letters put in, left out, changed or swapped turn one word into the other; too many if more than `most`. */
  function slipped(one, other, most) {
    let same = 0;
    while (one[same] && one[same] === other[same]) same += 1;
    const [a, b] = [one.slice(same), other.slice(same)];
    if (a === b || !most) return a === b ? 0 : Infinity;
    const less = (x, y) => 1 + slipped(a.slice(x), b.slice(y), most - 1);
    const swap = a[1] && a[0] === b[1] && a[1] === b[0] ? less(2, 2) : Infinity;
    return Math.min(less(1, 1), less(1, 0), less(0, 1), swap);
  }

  const KINDS = ['text', 'question', 'card', 'service', 'term', 'text', 'text'];
  // A section explains; a question or a card only uses the word, a list of links leads away, and a table of what others
  // explain leads on.
  const PRIOR = [1, 0.4, 0.3, 0.9, 0.8, 0.15, 0.5];
  // So many more than asked for are looked at closely.
  const MORE = 6;
  // Who compares is not served by what one of the two means.
  const COMPARED = [1, 0.4, 0.3, 0.6, 0.5, 0.15, 0.5];
  const COMPARING = new Set(['or', 'versus', 'vs']);
  // Behind everything else that is found, in its own order.
  const LAST = 1e-6;
  const END = '\uffff';

  /** Opens an index and gives `ask`: `load(name)` gives the data of a file, `name` is the entry's. */
  async function open(load, name) {
    const head = await unpacked(await load(await load(name)));
    const { units: shapes, levels } = head;
    const size = shapes.length;
    const lengths = shapes.map(shape => 1.45 ** (shape & 15));
    const mean = lengths.reduce((sum, length) => sum + length, 0) / size;
    const drag = Float32Array.from(lengths, length => 2 + 0.7 * length / mean);
    const stop = new Set(head.stop);
    const plain = new Set(head.plain);

    const kept = {};
    /** A shard, loaded and read once; one that failed may be asked for again. */
    const shard = (name, read) => kept[name] ??= load(name).then(unpacked).then(read).catch(error => {
      delete kept[name];
      throw error;
    });
    /** What a shard has for a word or unit by its number. */
    async function entry({ starts, names }, id, read) {
      const number = starts.findLastIndex(start => start <= id);
      return (await shard(names[number], read))[id - starts[number]];
    }
    const list = id => entry(head.places, id);
    const text = id => entry(head.texts, id, data => data.flatMap(([page, chapter, ...units]) =>
      units.map(([anchor, section, body, ...crumbs]) => ({ page, chapter, anchor, section, body, crumbs }))));

    /** The shards of words from `low` to `high`. */
    function words(low, high) {
      const from = Math.max(0, head.first.findLastIndex(first => first <= low));
      const { starts, names } = head.words;
      return Promise.all(names.slice(from, head.first.findLastIndex(first => first < high) + 1).map((name, n) => shard(name, data =>
        data.map((word, at) => ({ term: word.slice(1), id: starts[from + n] + at, common: word[0] })))));
    }

    const best = (forms, most) => forms.sort((a, b) => b.common - a.common || a.term.length - b.term.length).slice(0, most);

    /** The words of the index that a typed term stands for, with a weight: itself, its forms, what it begins. */
    async function forms(term, typing) {
      const root = stem(term);
      let [low, same, begun] = [term, [], []];
      while (low.length > 3 && !root.startsWith(low)) low = low.slice(0, -1);
      for (const all of await words(low, low + END)) {
        for (const word of all.slice(all.findIndex(({ term }) => term >= low))) {
          if (!word.term.startsWith(low)) break;
          if (word.term === term) same.push({ ...word, weight: 1 });
          else if (stop.has(word.term)) continue;
          else if ((word.stem ??= stem(word.term)) === root) same.push({ ...word, weight: 0.8 });
          else if (typing && word.term.startsWith(term)) begun.push({ ...word, weight: 0.7 * (term.length / word.term.length) ** 0.5 });
        }
      }
      return [...same, ...best(begun, 16)];
    }

    /** Words that differ by a slip of the keys; the first letters are trusted if that helps. */
    async function slips(term) {
      const most = !/^\p{L}{4,}$/u.test(term) || stop.has(term) ? 0 : term.length < 8 ? 1 : 2;
      for (const start of most ? [term[0], term[1], ''] : []) {
        const near = [];
        for (const all of await words(start, start + END)) {
          for (const word of all) {
            const far = Math.abs(word.term.length - term.length) > most || stop.has(word.term) ? Infinity : slipped(term, word.term, most);
            if (far <= most) near.push({ ...word, weight: 0.6 / far });
          }
        }
        const top = Math.max(...near.map(word => word.weight));
        if (near.length) return best(near.filter(word => word.weight === top), 3);
      }
      return [];
    }

    // Phrases that mean the same, as lists of names, by the stem of their first.
    const same = new Map();
    for (const group of head.same) {
      const phrases = group.map(phrase => names(phrase).map(name => joined(name.pieces)).filter(term => !stop.has(term)));
      for (const phrase of phrases.filter(phrase => phrase.length)) {
        const key = stem(phrase[0]);
        same.set(key, [...same.get(key) ?? [], { phrase, others: phrases.filter(other => other !== phrase && other.length) }]);
      }
    }

    /** What a query wants: for each word the `ways` to say it, each a list of slots that all must be there. */
    async function wanted(query, typing) {
      const all = names(query.slice(0, 200)).map(name => ({ ...name, term: joined(name.pieces) }));
      const telling = all.filter(name => !stop.has(name.term));
      // A query of nothing but small words looks for headings with them.
      const typed = (telling.length ? telling : all).slice(0, 12);
      const work = [];
      const way = (weight, slots, wants) => work.push(Promise.all(slots).then(slots => {
        if (slots.every(slot => slot.length)) for (const want of wants) want.ways.push({ weight, slots });
      }));
      for (const name of typed) {
        const pieces = name.dense && name.pieces[1] ? name.pieces.slice(0, -1) : name.pieces.slice(0, 8);
        name.wants = pieces.map(([term]) => ({ term, weight: 1 / pieces.length, ways: [] })).filter(want => !pieces[1] || !stop.has(want.term));
      }
      typed.forEach((name, n) => {
        const last = typing && n === typed.length - 1;
        for (const want of name.wants) way(1, [forms(want.term, last && want === name.wants.at(-1))], [want]);
        if (name.joins[0]) way(1, [forms(name.joins[0], last)], name.wants);
        const next = typed[n + 1];
        if (next && !name.dense && !next.dense) way(0.9, [forms(name.term + next.term)], [...name.wants, ...next.wants]);
        for (const { phrase, others } of same.get(stem(name.term)) ?? []) {
          const span = typed.slice(n, n + phrase.length);
          if (phrase.some((term, m) => stem(term) !== stem(span[m]?.term ?? ''))) continue;
          for (const other of others) way(0.75, other.map(term => forms(term)), span.flatMap(name => name.wants));
        }
      });
      await Promise.all(work);
      const wants = typed.flatMap(name => name.wants);
      // A word that nothing answers: what it begins, then what it may have been meant to be.
      await Promise.all(wants.filter(want => !want.ways[0]).map(async want => {
        let slot = await forms(want.term, true);
        if (!slot[0]) {
          const near = await slips(want.term);
          want.meant = near[0]?.term;
          slot = (await Promise.all(near.map(async slip =>
            (await forms(slip.term)).map(form => ({ ...form, weight: slip.weight * form.weight }))))).flat();
        }
        want.ways.push({ weight: 1, slots: [slot] });
      }));
      return wants;
    }

    /** How much each unit has of what is wanted: by the best form of each slot, the weakest slot, the best way. */
    async function weigh(want) {
      want.amounts = new Float32Array(size);
      for (const { weight, slots } of want.ways) {
        let way;
        for (const slot of slots) {
          const here = new Float32Array(size);
          for (const form of slot) {
            const most = weight * form.weight;
            let unit = 0;
            const letters = await list(form.id);
            // By hand: an iterator takes twice as long, and a common word has thousands of places.
            for (let at = 0, code; at < letters.length; at += code > 0xffff ? 2 : 1) {
              code = letters.codePointAt(at);
              const place = number(code);
              unit += place >> 3;
              if (place === FAR) continue;
              const count = levels[place & 7];
              here[unit] = Math.max(here[unit], most * count / (count + drag[unit]));
            }
          }
          if (way) for (let unit = 0; unit < size; unit += 1) here[unit] = Math.min(here[unit], way[unit]);
          way = here;
        }
        for (let unit = 0; unit < size; unit += 1) want.amounts[unit] = Math.max(want.amounts[unit], way[unit]);
      }
      const units = want.amounts.filter(Boolean).length;
      want.worth = want.weight * Math.log(1 + (size - units + 0.5) / (units + 0.5));
    }

    /**
     * Answers a query with the best `limit` hits. `total` counts the units that have every word, or
     * any of them where none has `all`; `meant` tells which words were taken for others. In a book on several exams `exam`
     * is the place of the reader's: what others alone ask for comes last and is `elsewhere`.
     */
    async function ask(query, { kind = '', domain = '', limit = 10, exam } = {}) {
      const typing = /\S$/.test(query);
      const wants = await wanted(query, typing);
      await Promise.all(wants.map(weigh));
      const worth = wants.reduce((sum, want) => sum + want.worth, 0);
      // Who compares wants both sides.
      const [prior, power] = terms(query).some(term => COMPARING.has(term)) ? [COMPARED, 1] : [PRIOR, 0.5];
      const most = limit + MORE;
      const isElsewhere = unit => Boolean(exam && head.exams?.[unit] && !(head.exams[unit] >> exam & 1));
      const found = [];
      let [some, all] = [0, 0];
      for (let unit = 0; unit < size; unit += 1) {
        let [met, sum, share] = [0, 0, 0];
        for (const want of wants) if (want.amounts[unit]) {
          met += 1;
          sum += want.worth * want.amounts[unit];
          share += want.worth;
        }
        const own = shapes[unit] >> 4;
        if (!met || kind && KINDS[own] !== kind || domain && head.domains[head.domain[unit]] !== domain) continue;
        some += 1;
        if (met === wants.length) all += 1;
        const elsewhere = isElsewhere(unit);
        const score = sum * prior[own] * (share / worth) ** power * (elsewhere ? LAST : 1);
        // The best so far, in order: all of thousands would take longer to sort than to find.
        if (found.length === most && score <= found.at(-1).score) continue;
        found.splice(found.findLastIndex(hit => hit.score >= score) + 1, 0, { unit, score, kind: KINDS[own], all: met === wants.length, elsewhere });
        found.length = Math.min(found.length, most);
      }
      const look = gw.hit.looker(wants, typing);
      const hits = await Promise.all(found.map(async hit => gw.hit.shown({ ...hit, ...await text(hit.unit) }, look, wants, worth, plain, stop)));
      hits.sort((a, b) => b.score - a.score);
      const meant = wants.filter(want => want.meant).map(want => [want.term, want.meant]);
      return { hits: hits.slice(0, limit), total: all || some, all: all > 0, meant };
    }

    return ask;
  }

  gw.search = { open };
}
