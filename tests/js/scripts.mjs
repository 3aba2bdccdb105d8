// Runs the pure scripts as the page does: classic scripts, one after the other, one global `gw`.
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

const here = new URL('.', import.meta.url);
export const NAMES = ['words', 'random', 'grade', 'entry', 'pack', 'swap', 'form', 'share', 'score', 'schedule', 'due', 'log', 'wishes', 'fold', 'backup', 'exams', 'mastery', 'agenda', 'plan', 'set', 'run', 'token'];

globalThis.gw = {};
for (const name of NAMES) {
  const file = new URL(`${name}.js`, process.env.SCRIPTS ?? new URL('../../static/js/', here));
  runInThisContext(readFileSync(file, 'utf8'), { filename: file.pathname });
}

export const { gw } = globalThis;
export const vectorFile = name => new URL(`../vectors/${name}.json`, here);
export const vectors = name => JSON.parse(readFileSync(vectorFile(name), 'utf8'));

/** Asserts nothing by itself: true when two numbers agree to a relative tolerance. */
export const near = (value, wanted, tolerance) =>
  Math.abs(value - wanted) <= tolerance * Math.max(Math.abs(wanted), 1e-12);
