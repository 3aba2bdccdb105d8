'use strict';
{
  // From a typed query to ranked hits with excerpts. The index comes in shards, asked of `load(name)`
  // (`src/index.rs` tells what is in them); nothing here knows of pages. Names are split as in
  // `src/index/token.rs`: change both or neither, `tests/vectors/token.json` holds them together.

  // Scripts without spaces, and Korean, are found by pairs of letters.
  const DENSE = '(?:(?=[\\p{Alphabetic}\\p{M}])[\\u0e00-\\u0eff\\u1000-\\u11ff\\u1780-\\u17ff\\u3005-\\u9fff\\uac00-\\ud7ff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}])';
  const COMMA = '(?<=\\d),(?=\\d{3}(?!\\d))';
  // `C++`, `C#`: a letter alone with what makes it a name; `.NET`: letters behind a full stop that ends nothing.
  const SIGNED = /^[A-Za-z](?:\+\+|#)$/;
  const DOTTED = /^\.[A-Za-z]{2,}$/;
  const named = word => `(?<!${word})[A-Za-z](?:\\+\\+|#)(?!(?!\\d)${word}|[+#])|(?<!${word}|\\.)\\.[A-Za-z]{2,}(?![A-Za-z])(?!${word}|/|[._'’\\u200c‐-]${word})`;
  const grammar = word => new RegExp(`(${DENSE}+)|${named(word)}|${word}{1,3}[/&]${word}{1,3}(?!${word}|[._'’\\u200c‐-]${word}|${COMMA})`
    + `|${word}+(?:(?:[._'’\\u200c‐-]|${COMMA})${word}+)*`, 'gu');
  // Made when first needed: with the letters of all scripts in it, one takes longer than the rest of the page's start.
  let plain;
  let wide;
  const plainly = () => plain ??= grammar('[A-Za-z0-9]');
  const widely = () => wide ??= grammar(`(?:(?!${DENSE})[\\p{Alphabetic}\\p{N}\\p{M}])`);
  const HUMP = /(?<=[\p{Lowercase}\p{N}])(?=\p{Uppercase})|(?<=\p{Uppercase})(?=\p{Uppercase}(?!s$)\p{Lowercase})/u;

  // Accents, the points of Hebrew and Arabic, the stroke that makes an Arabic word longer, and what nobody sees.
  const LEFT_OUT = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\xad\u200b\u200d-\u200f\u2060\ufe00-\ufe0f\ufeff]/g;
  // Letters that many keyboards lack, as they are written without them.
  const PLAIN = { ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ø: 'o', ł: 'l', ı: 'i', đ: 'd', ð: 'd', ħ: 'h' };
  // Letters that one writer sets for another's: the apostrophe of Ukrainian, alef, yeh, kaf and the end of feminine words;
  // digits by the first of each script. The letters of Hebrew that end a word are others than those inside one.
  const FORMS = { '\u02bc': '’', '\u0671': '\u0627', '\u0649': '\u064a', '\u06cc': '\u064a', '\u0629': '\u0647', '\u06a9': '\u0643' };
  const ZEROS = [...'٠۰०০੦૦௦౦೦൦๐໐၀០'].map(zero => zero.codePointAt());
  function oneForm(letter) {
    const code = letter.codePointAt();
    const zero = ZEROS.find(zero => code >= zero && code < zero + 10);
    return zero ? `${code - zero}` : FORMS[letter] ?? letter;
  }
  const lower = word => word.toLowerCase().replace(/[ßæœþøłıđðħ]/g, letter => PLAIN[letter]);

  /** Without accents, points and wide forms; where each character stood, if any moved. */
  function fold(text) {
    if (/^[\0-\x7f]*$/.test(text)) return [text];
    const places = [];
    let folded = '';
    let place = 0;
    // The voice mark of a half-wide letter is a letter of its own; both are one wide letter.
    for (const [letter] of text.normalize().matchAll(/.[\uff9e\uff9f]?/gsu)) {
      const bare = letter.normalize('NFKD').replace(LEFT_OUT, '').normalize('NFKC').replace(/[\u02bc\u0629-\u19ff]/g, oneForm);
      for (let n = bare.length; n > 0; n -= 1) places.push(place);
      folded += bare;
      place += letter.length;
    }
    return [folded, [...places, place]];
  }

  /** A term as a pattern that matches it: some hold signs. */
  const quoted = term => term.replace(/[.+]/g, '\\$&');
  const single = word => [...word].length === 1;
  const joined = pieces => pieces.map(piece => piece[0]).join('');

  /** The names in a text: `pieces` as `[term, from, to]`, and `joins` from each piece to the end. */
  function names(text) {
    const [folded, places] = fold(text);
    return Array.from(folded.matchAll(places ? widely() : plainly()), ({ 0: name, 1: dense, index: at }) => {
      const pieces = [];
      const add = word => pieces.push([lower(word), at, at + word.length]);
      if (dense) {
        [...name].forEach((letter, n, letters) => {
          add(letter + (letters[n + 1] ?? ''));
          at += letter.length;
        });
      } else if (SIGNED.test(name) || DOTTED.test(name)) {
        add(name);
      } else {
        for (const part of name.split(/([._/&\u200c‐-]|['’](?=[\p{Alphabetic}\p{N}\p{M}]{3}))/u)) {
          const next = at + part.length;
          let word = '';
          part.replace(/['’]s(?=['’,]|$)|['’,]/gi, '').split(HUMP).forEach((hump, n, humps) => {
            word += hump;
            if (humps[n + 1] && (single(word) || single(humps[n + 1]))) return;
            if (/[^._/&\u200c‐'’-]/.test(word)) add(word);
            at += word.length;
            word = '';
          });
          at = next;
        }
      }
      const tails = dense ? 0 : pieces.length > 5 ? 1 : pieces.length - 1;
      const joins = pieces.slice(0, tails).map((_, n) => joined(pieces.slice(n)));
      if (places) for (const piece of pieces) [piece[1], piece[2]] = [places[piece[1]], places[piece[2]]];
      // A text is found without the full stop, too; who types it means it.
      return { pieces, joins, dense, bare: DOTTED.test(name) ? [lower(name.slice(1))] : [] };
    });
  }

  /** The terms of a text, stop words among them. */
  const terms = text => names(text).flatMap(({ pieces, joins, bare }) => [...pieces.map(piece => piece[0]), ...joins, ...bare]);

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
            for (const place of await list(form.id)) {
              const count = levels[place & 7];
              unit += place >> 3;
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
      const worth = total(wants, () => 1);
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
      const look = looker(wants, typing);
      const hits = await Promise.all(found.map(async hit => shown({ ...hit, ...await text(hit.unit) }, look, wants, worth, plain, stop)));
      hits.sort((a, b) => b.score - a.score);
      const meant = wants.filter(want => want.meant).map(want => [want.term, want.meant]);
      return { hits: hits.slice(0, limit), total: all || some, all: all > 0, meant };
    }

    return ask;
  }

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

  gw.search = { terms, stem, open };
}
