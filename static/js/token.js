'use strict';
{
  // From a text to the names in it, split and folded as in `src/index/token.rs` and `fold.rs`: change both or neither,
  // `tests/vectors/token.json` holds them together.

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
        for (const part of name.split(/([._\/&\u200c‐-]|['’](?=[\p{Alphabetic}\p{N}\p{M}]{3}))/u)) {
          const next = at + part.length;
          let word = '';
          part.replace(/['’]s(?=['’,]|$)|['’,]/gi, '').split(HUMP).forEach((hump, n, humps) => {
            word += hump;
            if (humps[n + 1] && (single(word) || single(humps[n + 1]))) return;
            if (/[^._\/&\u200c‐'’-]/.test(word)) add(word);
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

  gw.token = { names, terms, joined };
}
