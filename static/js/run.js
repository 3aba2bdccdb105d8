'use strict';
{
  // An exam in progress as plain data, from the start to what is handed in: which lengths a book offers, the deadline
  // and what a jump of the computer's clock does to it, the lease that lets one tab write, answers with their times.
  // Times of the wall and of the monotonic clock come in as arguments. Nothing here is shown or kept: `exam.js` and
  // `sitting.js` do that.

  const MINUTE = 60_000;
  const JUMP = 5000;
  const BEAT = 5000;
  // A tab that missed this many milliseconds of beats is taken for gone.
  const GONE = 3 * BEAT;
  const WARNINGS = [30, 10, 5, 1];
  const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
  const MORE = 30;
  // A quiz gives each question two minutes.
  const QUIZ = 2;

  /** A word of chance, of letters that nobody mistakes: the end of a form's seed, the name of a tab. */
  const word = () => Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => LETTERS[byte % LETTERS.length]).join('');

  /** Sizes of a mock, longest first: the exam's own, three quarters, half, and two short ones. */
  function lengths({ items }) {
    const shares = [items, Math.ceil((items * 3) / 4), Math.ceil(items / 2), 20, 10];
    return [...new Set(shares)].filter(size => size <= items).sort((a, b) => b - a);
  }

  /** Sizes of a quiz or a plain test, shortest first; the last takes all there is. */
  const portions = supply => [...new Set([10, 20, 40, supply])].filter(size => size <= supply && size > 0).sort((a, b) => a - b);

  /** Who may sit in a quiz: questions kept for exams stay unseen. */
  const inQuiz = domain => question => question.pool !== 'exam' && (!domain || question.domain === domain);

  /**
   * What is asked of `gw.form.draw` for a wish `{ mode, size, domain, word, known }`; the seed says what was drawn, so
   * that a code alone brings the form back. `known` is the reader's history, absent when it is to be ignored.
   */
  function ask({ exam }, { mode, size, domain, word, known, today }) {
    const quiz = mode === 'quiz' && exam;
    const whole = mode === 'diagnostic' ? gw.form.half(exam) : { size };
    const seed = [mode, ...(quiz ? [domain] : []), whole.size, word].join('-');
    return {
      seed, today, ...known, ...whole,
      ...(quiz && { domain, pool: 'practice', minutes: QUIZ * size }),
    };
  }

  /** A pasted code read back: its word and, where it names them, mode, domain and size; else the text as a seed. */
  function read(code) {
    const seed = code.trim().split('/').at(-1);
    const revision = code.includes('/') ? code.trim().split('/').at(-2) : null;
    const [, mode, domain, size, word] = /^(mock|diagnostic|quiz)(?:-(.+))?-(\d{1,4})-([^-]+)$/.exec(seed) ?? [];
    return mode ? { mode, domain, size: Number(size), word, revision } : { word: seed.replaceAll('-', ''), revision };
  }

  /** Milliseconds for a form under a choice of time; null without a clock. */
  function limit(minutes, time) {
    if (time === 'none') return null;
    return Math.round((time === 'more' ? minutes + MORE : minutes * Number(time)) * MINUTE);
  }

  /** A form that begins now. `id` names the event that put it into the log. */
  const begin = (form, { id, mode, time, keys }, now) => ({
    id, mode, code: form.code, items: form.items, at: 0, began: now, beat: now, keys: Boolean(keys),
    deadline: limit(form.minutes, time) === null ? null : now + limit(form.minutes, time),
    jumps: [], answers: form.items.map(() => ({})),
    lease: null,
  });

  /** Milliseconds left; null without a clock. */
  const left = (run, now) => (run.deadline === null ? null : Math.max(0, run.deadline - now));

  /** The warning, in minutes, that was passed since the last look; the most urgent one after a sleep. */
  const warning = (before, after) =>
    WARNINGS.findLast(minutes => before > minutes * MINUTE && after <= minutes * MINUTE && after > 0) ?? null;

  function shift(run, drift) {
    if (run.deadline !== null) run.deadline += drift;
    run.jumps.push(drift);
  }

  /**
   * Compares both clocks with how they stood at `since`, `{ wall, mono }`. Where they disagree by more than five seconds
   * the computer's clock was set: the deadline moves along, so that what is left stays, and the jump is noted.
   */
  function settle(run, since, wall, mono) {
    const drift = wall - since.wall - (mono - since.mono);
    if (Math.abs(drift) <= JUMP) return false;
    shift(run, drift);
    Object.assign(since, { wall, mono });
    return true;
  }

  /** On return: a clock that stands before the last sign of life was turned back in between. */
  function reopen(run, now) {
    if (now < run.beat - JUMP) shift(run, now - run.beat);
    return run;
  }

  /** What the report says of the computer's clock; nothing if it behaved. */
  function note({ jumps }) {
    if (jumps.length === 0) return undefined;
    const words = jumps.slice(-6).map(drift => `${drift < 0 ? '−' : '+'}${span(Math.abs(drift))}`);
    return `The computer’s clock jumped, or the computer slept, during this attempt (${words.join(', ')}). The time left was kept as it was.`;
  }

  const span = time => (time < 2 * MINUTE ? `${Math.round(time / 1000)} s` : `${Math.round(time / MINUTE)} min`);

  /** True if a tab may write: nobody holds the lease, or the holder has shown no sign for long. */
  const free = ({ lease }, tab, now) => !lease || lease.tab === tab || Math.abs(now - lease.beat) > GONE;

  /** What a question's place on the grid says: `unseen`, `seen`, `begun`, `answered`. */
  function mark({ seen, picked }, { kind, key }) {
    const { verdict, complete } = gw.grade(kind, key, picked);
    return verdict === 'unanswered' ? (seen ? 'seen' : 'unseen') : complete ? 'answered' : 'begun';
  }

  /** How many questions have an answer, if only in part. */
  const answered = ({ answers }) => answers.filter(({ picked }) => picked?.some(Boolean)).length;

  /** Leaving a question: its first settled answer is remembered, so that a change of mind can be told. */
  function settled(answer) {
    if (!answer.first && answer.picked?.some(Boolean)) answer.first = answer.picked;
  }

  /** Two copies of one run: each answer from the copy that touched it last. Storage may have given an old text. */
  function join(mine, stored) {
    if (stored?.id !== mine.id) return mine;
    mine.answers.forEach((answer, at) => {
      const other = stored.answers[at];
      if ((other?.touched ?? 0) > (answer.touched ?? 0)) mine.answers[at] = other;
    });
    return mine;
  }

  /** What is handed in, in the form's order. `known` gives kind and key of a question, or nothing for one that is gone. */
  function outcomes(run, known) {
    return run.items.map(({ id }, at) => {
      const { picked, first, sure, seconds, flagged } = run.answers[at];
      const question = known(id);
      if (!question) return { verdict: 'unanswered' };
      const { verdict } = gw.grade(question.kind, question.key, picked);
      const outcome = { verdict };
      if (sure) outcome.sure = sure;
      if (seconds) outcome.seconds = Math.round(seconds * 10) / 10;
      if (verdict !== 'unanswered') outcome.picked = picked;
      const sorted = list => (question.kind === 'multi' ? [...list].sort() : list).join(' ');
      if (first && sorted(first) !== sorted(picked ?? [])) outcome.was = gw.grade(question.kind, question.key, first).verdict;
      if (flagged) outcome.flagged = true;
      return outcome;
    });
  }

  gw.run = {
    BEAT, word, lengths, portions, inQuiz, ask, read, limit, begin, left, warning, settle, reopen, note, free, mark, settled,
    answered, join, outcomes,
  };
}
