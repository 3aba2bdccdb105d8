'use strict';
{
  // Grades one answer. The rule is the exam's own: an answer is right when it matches the key in
  // full, and nothing else scores. How far a wrong answer got is told as a diagnosis, never scored.
  // A key and an answer are lists of ids: picked options for `choice` and `multi`, picked areas for
  // `hotspot`, one id a slot for `order`, one response a prompt for `match`. An empty slot is '' or null.

  /**
   * Gives `{ verdict, right, of, complete }`. The verdict is `right`, `wrong` or
   * `unanswered`: a question nobody touched is not a wrong answer to be explained, although it
   * scores the same. `complete` says that every slot is filled or the right number is picked.
   */
  gw.grade = (kind, key, answer) => {
    const slots = kind === 'order' || kind === 'match';
    const given = slots ? (answer ?? []) : [...new Set(answer ?? [])].filter(Boolean);
    const filled = given.filter(Boolean).length;
    const right = key.filter((id, place) => (slots ? given[place] === id : given.includes(id))).length;
    const exact = right === key.length && given.length === key.length;
    return {
      verdict: filled === 0 ? 'unanswered' : exact ? 'right' : 'wrong',
      right,
      of: key.length,
      complete: filled === key.length,
    };
  };
}
