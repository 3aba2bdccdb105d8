import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gw } from './scripts.mjs';

const line = (id, domain, task, ...homes) => ({ id, domain, task, homes });
const bank = {
  exams: [{ code: 'one' }, { code: 'two' }],
  questions: [line('both', '1', '1.1', ['2', '2.1']), line('first', '1', '1.2', ['', '']), line('second', '', '', ['1', '1.1']), line('none', '', '', ['', ''])],
  cards: [line('card', '', '', ['1', '1.3'])], pages: [], cases: [{ id: 'case', questions: ['both', 'first'] }],
};
const told = lines => lines.map(({ id, domain, task }) => [id, domain, task].join(' ').trim());

test('a bank has the places of the chosen exam, without what others alone ask', () => {
  assert.deepEqual(told(gw.exams.under(bank, 'one').questions), ['both 1 1.1', 'first 1 1.2', 'none']);
  assert.deepEqual(told(gw.exams.under(bank, 'two').questions), ['both 2 2.1', 'second 1 1.1', 'none']);
  assert.deepEqual([told(gw.exams.under(bank, 'one').cards), told(gw.exams.under(bank, 'two').cards)], [[], ['card 1 1.3']]);
  assert.equal(gw.exams.under(bank, 'two').exam.code, 'two');
});

test('an exam that is not there is taken for the first; every question can still be looked up', () => {
  const { exam, question, group } = gw.exams.under(bank, 'gone');
  assert.equal(exam.code, 'one');
  assert.deepEqual([...question.keys()], ['both', 'first', 'second', 'none']);
  assert.ok(group.has('case'));
  assert.equal(gw.exams.under({ ...bank, exams: [] }, undefined).exam, null);
});

test('lines of a book on one exam carry no other places', () => {
  const { questions } = gw.exams.under({ ...bank, exams: [{ code: 'one' }], questions: [{ id: 'q', domain: '1', task: '1.1' }, { id: 'free', domain: '', task: '' }] });
  assert.deepEqual(told(questions), ['q 1 1.1', 'free']);
});
