'use strict';
{
  // Chooses and orders the questions of a practice set. What was missed and is due comes first, then what was never
  // seen, then the rest, longest unseen first. Questions new to the reader stay with their task, since a first meeting
  // is better in one piece; known ones are mixed so that look-alikes (`confuses`) follow each other. Exam-only questions
  // never come here. Takes the bank and the folded state, touches neither.

  /** What a reader may ask for, by its name in a wish. */
  const WHICH = {
    any: () => true,
    unseen: ({ answer }) => !answer,
    missed: ({ answer }) => Boolean(answer) && answer.verdict !== 'right',
    flagged: ({ flag }) => Boolean(flag?.on),
    sure: ({ answer }) => answer?.sure === 3 && answer.verdict !== 'right',
    due: ({ due }) => due,
  };

  /** Lists of a wish, each by what it asks of a question. */
  const LISTS = ['id', 'domain', 'task', 'kind', 'difficulty', 'chapter'];

  /** A moment as it is asked for here: itself, its study day, that day's date. */
  function clock(now = Date.now()) {
    const today = gw.fsrs.studyDay(now);
    return { now, today, date: gw.plan.date(today) };
  }

  const queue = (state, clock) => new Set(gw.fsrs.queue(state.recall, { ...clock, ...gw.wishes(state) }));

  /**
   * The questions that fit a wish `{ which, id, domain, task, kind, difficulty, chapter }`; an empty list asks for all.
   * `clock` is `{ now, today, date }`, the date as text for overdue questions.
   */
  function matching(bank, state, wish, clock) {
    const due = queue(state, clock);
    const fits = WHICH[wish.which] ?? WHICH.any;
    return bank.questions.filter(question => question.pool !== 'exam'
      && !(question.review_by && question.review_by < clock.date)
      && LISTS.every(name => !wish[name]?.length || wish[name].includes(String(question[name])))
      && fits({ answer: current(state, question), flag: state.flags[question.id], due: due.has(question.id) }));
  }

  /** The answer to this version of a question. */
  const current = (state, { id, rev }) => (state.answers[id]?.rev === rev ? state.answers[id] : null);

  /** The ids of a set of at most `count` questions; members of a case stay together, whole and in order. */
  function choose(bank, state, wish, clock, seed) {
    const random = gw.random(seed);
    const found = random.shuffle(matching(bank, state, wish, clock));
    const due = queue(state, clock);
    const rank = question => (due.has(question.id) ? -1 : (current(state, question)?.day ?? -1) + 1);
    found.sort((a, b) => rank(a) - rank(b));
    const cases = new Map(bank.cases.map(({ id, questions }) => [id, questions]));
    const taken = new Set();
    const blocks = [];
    let size = 0;
    const whole = question => {
      const ids = (!wish.id?.length && cases.get(question.case)) || [question.id];
      return ids.map(id => bank.questions.find(each => each.id === id)).filter(each => each && each.pool !== 'exam');
    };
    for (const question of found) {
      const block = !taken.has(question.id) && whole(question);
      // A case that would make the set longer than asked for waits for the next one.
      if (!block || size + block.length > wish.count) continue;
      for (const { id } of block) taken.add(id);
      blocks.push(block);
      size += block.length;
    }
    // Unless there is nothing but cases that are longer.
    if (!size) blocks.push(...found.slice(0, 1).map(whole));
    return mix(blocks, state).flat().map(question => question.id);
  }

  /** New blocks by task; known ones so that look-alikes follow each other, else another task. */
  function mix(blocks, state) {
    const isNew = ([first]) => !state.answers[first.id];
    const order = [];
    for (const block of blocks.filter(isNew)) {
      const last = order.findLastIndex(([first]) => first.task === block[0].task);
      order.splice(last < 0 ? order.length : last + 1, 0, block);
    }
    const open = blocks.filter(block => !isNew(block));
    const mixed = [];
    while (open.length) {
      const before = mixed.at(-1)?.at(-1);
      const alike = ([first]) => before && first.confuses.some(name => before.confuses.includes(name));
      let at = open.findIndex(alike);
      if (at < 0) at = open.findIndex(([first]) => first.task !== before?.task);
      mixed.push(...open.splice(Math.max(0, at), 1));
    }
    return [...mixed, ...order];
  }

  /** How many questions there are of each sort that a reader may ask for: the numbers that practice will find. */
  const counts = (bank, state, now) => Object.fromEntries(Object.keys(WHICH).map(which => [which, matching(bank, state, { which }, clock(now)).length]));

  const isAnswer = answer => typeof answer?.verdict === 'string'
    && (answer.picked === undefined || Array.isArray(answer.picked) && answer.picked.every(name => name === null || typeof name === 'string'));

  /**
   * A set that was begun, as this edition can go on with it: its questions under the ids they have now, without those
   * that are gone, and without answers to what a question no longer asks. Nothing where none is left, or where what was
   * kept is no set. `question` gives what the bank holds of an id, `now` the id that an earlier one has become.
   */
  function resumed(stored, question, now) {
    if (!Array.isArray(stored?.ids) || !Number.isInteger(stored.at) || typeof stored.answers !== 'object') return null;
    const known = ids => [...new Set(ids.map(now))].filter(question);
    const ids = known(stored.ids);
    if (!ids.length || stored.at < 0) return null;
    const answers = Object.entries({ ...stored.answers }).map(([id, answer]) => [now(id), answer])
      .filter(([id, answer]) => ids.includes(id) && isAnswer(answer) && (answer.rev ?? question(id).rev) === question(id).rev);
    return { ...stored, ids, at: Math.min(known(stored.ids.slice(0, stored.at)).length, ids.length - 1), answers: Object.fromEntries(answers) };
  }

  gw.set = { LISTS, clock, matching, counts, choose, resumed };
}
