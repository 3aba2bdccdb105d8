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
  const MORE = 30;
  // A quiz gives each question two minutes.
  const QUIZ = 2;

  /** A word of chance, of letters that nobody mistakes: the end of a form's seed, the name of a tab. */
  const word = () => gw.unique().replace(/[01ilo]/g, '').slice(0, 8);

  const sizes = (list, most) => [...new Set(list)].filter(size => size > 0 && size <= most).sort((a, b) => a - b);

  /** Sizes of a mock, longest first: the exam's own, three quarters, half, and two short ones. */
  const lengths = ({ items }) => sizes([items, Math.ceil(items * 3 / 4), Math.ceil(items / 2), 20, 10], items).reverse();

  /** Sizes of a quiz or a plain test, shortest first; the last takes all there is. */
  const portions = supply => sizes([10, 20, 40, supply], supply);

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
    const [seed, revision = null] = code.trim().split('/').reverse();
    const [, mode, domain, size, word] = /^(mock|diagnostic|quiz)(?:-(.+))?-(\d{1,4})-([^-]+)$/.exec(seed) ?? [];
    return mode ? { mode, domain, size: Number(size), word, revision } : { word: seed.replaceAll('-', ''), revision };
  }

  /** Milliseconds for a form under a choice of time; null without a clock. */
  function limit(minutes, time) {
    if (time === 'none') return null;
    return Math.round((time === 'more' ? minutes + MORE : minutes * Number(time)) * MINUTE);
  }

  /** A form that begins now. `id` names the event that put it into the log. */
  function begin({ code, items, minutes }, { id, mode, time, keys }, now) {
    const given = limit(minutes, time);
    return {
      id, mode, code, items, keys, at: 0, began: now, beat: now, deadline: given && now + given,
      jumps: [], answers: items.map(() => ({})), lease: null,
    };
  }

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

  /** By how much the computer's clock jumped, for the report; nothing if it behaved. */
  const note = ({ jumps }) => jumps.slice(-6).map(drift => (drift < 0 ? '−' : '+') + span(Math.abs(drift))).join(', ') || undefined;

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
      const { kind, key } = known(id) ?? {};
      if (!kind) return { verdict: 'unanswered' };
      const graded = list => gw.grade(kind, key, list).verdict;
      const verdict = graded(picked);
      const sorted = list => (kind === 'multi' ? [...list].sort() : list).join(' ');
      return {
        verdict,
        ...(sure && { sure }),
        ...(seconds && { seconds: Math.round(seconds * 10) / 10 }),
        ...(verdict !== 'unanswered' && { picked }),
        ...(first && sorted(first) !== sorted(picked ?? []) && { was: graded(first) }),
        ...(flagged && { flagged }),
      };
    });
  }

  gw.run = {
    BEAT, word, lengths, portions, inQuiz, ask, read, limit, begin, left, warning, settle, reopen, note, free, mark, settled,
    answered, join, outcomes,
  };
}
