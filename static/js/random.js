'use strict';
{
  // Random numbers that the page and the build tool agree on to the bit, so that a form drawn
  // from a seed is the same form everywhere. A seed is any text; `gw.random(seed)` gives a
  // stream of words, bounded draws and shuffles. Nothing here is fit for secrets.
  // The generator is xoshiro128**, its state filled by a 32-bit SplitMix from the seed's hash.

  /** FNV-1a over the UTF-8 bytes of a text, as an unsigned 32-bit number. */
  gw.hash = text => {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
    return hash >>> 0;
  };

  const turn = (word, by) => word << by | word >>> 32 - by;

  function fill(hash) {
    return Array.from({ length: 4 }, () => {
      hash = hash + 0x9e3779b9 | 0;
      let word = Math.imul(hash ^ hash >>> 16, 0x21f0aaad);
      word = Math.imul(word ^ word >>> 15, 0x735a2d97);
      return (word ^ word >>> 15) >>> 0;
    });
  }

  /** A stream of random numbers; the seed is a text, or four words for the published vectors. */
  gw.random = seed => {
    const state = typeof seed === 'string' ? fill(gw.hash(seed)) : [...seed];

    function word() {
      const result = Math.imul(turn(Math.imul(state[1], 5), 7), 9) >>> 0;
      const shifted = state[1] << 9;
      state[2] ^= state[0];
      state[3] ^= state[1];
      state[1] ^= state[2];
      state[0] ^= state[3];
      state[2] ^= shifted;
      state[3] = turn(state[3], 11);
      return result;
    }

    // Words above the largest multiple of n are thrown away: a plain remainder would favour
    // the small numbers.
    function below(n) {
      const end = 2 ** 32 - 2 ** 32 % n;
      let drawn = word();
      while (drawn >= end) drawn = word();
      return drawn % n;
    }

    /** Shuffles in place, from the end, and hands the same list back. */
    function shuffle(list) {
      for (let last = list.length - 1; last > 0; last -= 1) {
        const other = below(last + 1);
        [list[last], list[other]] = [list[other], list[last]];
      }
      return list;
    }

    return { word, below, shuffle };
  };
}
