// Judges a page by axe-core: what is wrong with it, and what axe cannot decide.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support.mjs';

const AXE = readFileSync(join(ROOT, 'tests/node_modules/axe-core/axe.min.js'), 'utf8');

// What axe cannot decide by itself, and why it is no fault: the rule, what axe says about it, and the elements it may be
// about. The colours in question are judged by number in tests/js/contrast.test.mjs.
export const KNOWN = [
  { rule: 'color-contrast', says: 'bgGradient', nodes: '.gw-table :is(th, td, td *, th *)', why: 'the ground of a table box holds the shadows that show there is more' },
  { rule: 'color-contrast', says: 'imgNode', nodes: '.gw-diagram svg :is(text, tspan), .gw-lightbox svg :is(text, tspan)', why: 'words in a drawing stand on its shapes' },
  { rule: 'color-contrast', says: 'bgOverlap', nodes: '.gw-diagram svg :is(text, tspan), .gw-lightbox svg :is(text, tspan)', why: 'words in a drawing stand on its shapes' },
  { rule: 'color-contrast', says: 'elmPartiallyObscured', nodes: '.gw-code code, .gw-code code *', why: 'a long line of code ends under the edge of its box' },
  { rule: 'color-contrast', says: 'elmPartiallyObscuring', nodes: '.gw-table :is(th, td), .gw-cards td', why: 'a wide table reaches past the column that the text stands in' },
  { rule: 'color-contrast', says: 'pseudoContent', nodes: '.gw-notes li a', why: 'the number of a note of code stands beside its words' },
  { rule: 'color-contrast', says: 'nonBmp', nodes: 'math mo', why: 'a sign of a formula is no letter' },
  { rule: 'color-contrast', says: 'shortTextContent', nodes: '.gw-footnote a, .gw-part small, .gw-code i, math *', why: 'a number or name of one sign' },
  { rule: 'label-content-name-mismatch', says: '', nodes: '.gw-footnote-back', why: 'an arrow has no words that the name could hold' },
];
export const used = new Set();

/** Runs axe on the page, or on a part of it, and gives what is wrong, and what it could not decide and is not known. */
export async function judged(page, part, list = KNOWN) {
  // What is half under the edge of a box that scrolls cannot be judged.
  await page.evaluate(() => {
    scrollTo(0, 0);
    for (const box of document.querySelectorAll('.gw-nav, .gw-toc')) box.scrollTop = 0;
  });
  await page.evaluate(AXE);
  const { wrong, known } = await page.evaluate(async (list, part) => {
    const { violations, incomplete } = await globalThis.axe.run(part ?? document, { resultTypes: ['violations', 'incomplete'] });
    const told = (rule, node, more = '') => `${more}${rule.id}: ${node.target.join(' ')} ${node.failureSummary?.replace(/\s+/g, ' ')}`;
    const wrong = violations.flatMap(rule => rule.nodes.map(node => told(rule, node)));
    const known = [];
    for (const rule of incomplete) {
      for (const node of rule.nodes) {
        const says = [...node.any, ...node.all, ...node.none].map(check => check.data?.messageKey ?? '').join();
        const at = list.findIndex(one => one.rule === rule.id && one.says === says && document.querySelector(node.target[0])?.matches(one.nodes));
        if (at < 0) wrong.push(told(rule, node, `not decided (${says}), `));
        else known.push(at);
      }
    }
    return { wrong, known };
  }, list, part);
  known.forEach(at => used.add(list[at]));
  return wrong;
}
