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

  /** A word of chance, of letters that nobody mistakes: the end of a form's seed, the name of a tab. */
  const word = () => gw.unique().replace(/[01ilo]/g, '').slice(0, 8);

  const sizes = (list, most) => [...new Set(list)].filter(size => size > 0 && size <= most).sort((a, b) => a - b);

  /** Sizes of a mock, longest first: the exam's own, three quarters, half, and two short ones. */
  const lengths = ({ items }) => sizes([items, Math.ceil(items * 3 / 4), Math.ceil(items / 2), 20, 10], items).reverse();

  /** Sizes of a quiz or a plain test, shortest first; the last takes all there is. */
  const portions = supply => sizes([10, 20, 40, supply], supply);

  /**
   * Who may be drawn on a day for a quiz on a domain, in which questions kept for exams stay unseen, or for the test of a
   * book without an exam, which is what its questions are kept for.
   */
  const inQuiz = ({ exam }, today, domain) => ({ pool, domain: home, review_by: last }) =>
    (exam ? pool !== 'exam' && home === domain : pool !== 'practice') && !(last && last < today);

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
      // A quiz gives each question the time it has on the exam.
      ...(quiz && { domain, pool: 'practice', minutes: Math.round(exam.minutes * size / exam.items) }),
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

  /** The names of what a question asks about, in the order of its source. */
  const names = list => list.map(gw.entry.name);

  /**
   * A form that begins now. `id` names the event that put it into the log; `known` gives a question's entries and
   * prompts, whose names are kept so that answers outlive an edition that mends or moves them.
   */
  function begin({ code, items, minutes }, { id, mode, time }, now, known) {
    const given = limit(minutes, time);
    const seats = items.map(seat => {
      const { entries, prompts } = known(seat.id);
      return { ...seat, entries: names(entries), prompts: names(prompts) };
    });
    return {
      id, mode, code, items: seats, at: 0, began: now, beat: now, deadline: given && now + given,
      jumps: [], answers: items.map(() => ({})), lease: null,
    };
  }

  const isNames = value => value === undefined || Array.isArray(value) && value.every(name => name === null || typeof name === 'string');

  /** Whether something read from storage is a run that the rest can work with. */
  const sound = run => typeof run?.id === 'string' && Array.isArray(run.items) && Array.isArray(run.answers) && Array.isArray(run.jumps)
    && run.items.length > 0 && run.answers.length === run.items.length && Boolean(run.answers[run.at])
    && (run.deadline === null || Number.isFinite(run.deadline)) && Number.isFinite(run.beat)
    && run.items.every(seat => typeof seat?.id === 'string' && isNames(seat.entries) && isNames(seat.prompts))
    && run.answers.every(answer => isNames(answer?.picked) && isNames(answer?.first));

  /** Milliseconds left; null without a clock. */
  const left = (run, now) => (run.deadline === null ? null : Math.max(0, run.deadline - now));

  /** The warning, in minutes, that was passed since the last look; the most urgent one after a sleep. */
  const warning = (before, after) =>
    WARNINGS.findLast(minutes => before > minutes * MINUTE && after <= minutes * MINUTE && after > 0) ?? null;

  /**
   * The wall clock moved by itself. Ahead it is after a sleep: the time of the exam went on. Turned back it takes back
   * what it ran ahead before; beyond that the deadline moves along, so that no time is won. Both are noted.
   */
  function jump(run, drift) {
    const ahead = run.ahead ?? 0;
    run.jumps.push(drift);
    run.ahead = Math.max(0, ahead + drift);
    if (run.deadline !== null) run.deadline += Math.min(0, ahead + drift);
  }

  /**
   * Compares both clocks with how they stood at `since`, `{ wall, mono }`, and gives by how much the wall's ran ahead of
   * the other one, or behind, where that is more than five seconds; else 0. In a sleep the other clock stands still on
   * most systems.
   */
  function settle(run, since, wall, mono) {
    const drift = wall - since.wall - (mono - since.mono);
    if (Math.abs(drift) <= JUMP) return 0;
    jump(run, drift);
    Object.assign(since, { wall, mono });
    return drift;
  }

  /** On return: a clock that stands before the last sign of life was turned back in between. */
  function reopen(run, now) {
    if (now < run.beat - JUMP) jump(run, now - run.beat);
    return run;
  }

  /** By how many seconds the computer's clock jumped, for the report: `+5400,-20`; nothing if it behaved. */
  const note = ({ jumps }) => jumps.slice(-6).map(drift => (drift < 0 ? '' : '+') + Math.round(drift / 1000)).join(',') || undefined;

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

  /** Brings the answers of a run up to the edition that is shown now. A question that asks for something else is void. */
  function refresh(run, known) {
    run.items.forEach((seat, at) => {
      const question = known(seat.id);
      seat.void = !question || question.rev !== seat.rev;
      if (seat.void) return;
      const { entries, prompts } = question;
      const answer = run.answers[at];
      // A run of the first edition knows no names but those that were picked.
      const met = seat.entries ?? [answer.picked, answer.first].flat().filter(Boolean);
      const ids = gw.entry.follow(met, entries, Boolean(seat.entries));
      const rows = gw.entry.follow(seat.prompts ?? [], prompts, true);
      const named = new Map(entries.map(entry => [entry.id, gw.entry.name(entry)]));
      const anew = list => {
        const now = list.map(name => named.get(ids.get(name)) ?? '');
        if (!seat.prompts?.length) return now;
        return prompts.map(({ id }) => now[seat.prompts.findIndex(name => rows.get(name) === id)] ?? '');
      };
      for (const field of ['picked', 'first']) if (answer[field]) answer[field] = anew(answer[field]);
      Object.assign(seat, { entries: names(entries), prompts: names(prompts) });
    });
    return run;
  }

  /**
   * What is handed in, in the form's order, of a run that is up to date. `known` gives kind and key of a question. One
   * that is gone or asks for something else now is void: nobody can say whether the answer was right.
   */
  function outcomes(run, known) {
    return run.items.map((seat, at) => {
      const { picked, first, sure, seconds, flagged } = run.answers[at];
      const question = known(seat.id);
      if (seat.void || !question) return { verdict: 'unanswered', void: true };
      const { kind, key } = question;
      const graded = list => gw.grade(kind, key, list?.map(name => name && name.split('.')[0])).verdict;
      const verdict = graded(picked);
      const sorted = list => (kind === 'order' || kind === 'match' ? list : [...list].sort()).join(' ');
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
    BEAT, word, sound, lengths, portions, inQuiz, ask, read, limit, begin, left, warning, settle, reopen, note, free, mark, settled,
    answered, join, refresh, outcomes,
  };
}
