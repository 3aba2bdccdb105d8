// Made-up banks for the form tests. The big one has the shape of a real book: four domains of
// three tasks, all kinds, cases across domains, enemies on one side or both, overdue questions.
import { gw } from './scripts.mjs';

const ENTRIES = { choice: 4, multi: 5, order: 5, match: 6 };

function question(random, at, { domain, task, kind }) {
  const pool = ['exam', 'exam', 'both', 'both', 'both', 'practice'][random.below(6)];
  return {
    id: `q-${at}`, kind, domain, task, objectives: [`${task}.S1`], difficulty: 1 + random.below(3), pool,
    rev: 1 + random.below(2), seconds: 120, enemies: [], confuses: [], case: null,
    shuffle: random.below(12) > 0, entries: ENTRIES[kind] + random.below(2),
    review_by: random.below(30) ? null : '2026-06-30',
  };
}

/** A bank with some `perTask` questions for every task of its exam. */
function make(exam, perTask, cases, seed) {
  const random = gw.random(seed);
  const kinds = Object.entries(exam.mix).flatMap(([kind, share]) => Array(share).fill(kind));
  const questions = [];
  for (const domain of exam.domains) {
    for (const task of domain.tasks) {
      for (let nth = perTask - 2 + random.below(5); nth > 0; nth -= 1) {
        const kind = kinds[random.below(kinds.length)];
        questions.push(question(random, questions.length, { domain: domain.id, task, kind }));
      }
    }
  }
  for (let nth = 0; nth < questions.length / 12; nth += 1) {
    const [one, other] = [questions[random.below(questions.length)], questions[random.below(questions.length)]];
    if (one !== other) one.enemies.push(other.id);
  }
  const groups = Array.from({ length: cases }, (_, nth) => {
    const id = `case-${nth}`;
    const pool = nth % 2 ? 'exam' : 'both';
    const members = Array.from({ length: 2 + random.below(3) }, () => {
      const domain = exam.domains[random.below(exam.domains.length)];
      const task = domain.tasks[random.below(domain.tasks.length)];
      const kind = kinds[random.below(kinds.length)];
      const member = { ...question(random, questions.length, { domain: domain.id, task, kind }), case: id, pool, review_by: null };
      questions.push(member);
      return member.id;
    });
    return { id, questions: members };
  });
  return { exam, revision: 'r7', questions, cases: groups };
}

const tasks = (domain, count) => Array.from({ length: count }, (_, at) => `${domain}.${at + 1}`);

export const FOUR = {
  code: 'MLA-C01', items: 65, scored: 50, minutes: 130, pass: 720, scale: [100, 1000], cut: [0.65, 0.7, 0.75],
  mix: { choice: 70, multi: 15, order: 7, match: 8 }, case_share: 12,
  domains: [28, 26, 22, 24].map((weight, at) => ({ id: `${at + 1}`, weight, tasks: tasks(at + 1, 3) })),
};

export const THREE = {
  code: 'X-1', items: 40, scored: 40, minutes: 60, pass: 500, scale: [0, 800], cut: [0.6, 0.62, 0.7],
  mix: { multi: 40, choice: 60 }, case_share: 12,
  domains: [['data', 50, 1], ['run', 30, 4], ['guard', 20, 2]].map(([id, weight, count]) => ({ id, weight, tasks: tasks(id, count) })),
};

export const big = make(FOUR, 30, 5, 'big');
export const small = make(FOUR, 13, 3, 'small');
export const three = make(THREE, 16, 2, 'three');
export const plain = { ...make(THREE, 5, 2, 'plain'), exam: null };
