// Made-up logs: four tabs that write by turns over half a year, with every type of event.
import { gw } from './scripts.mjs';

const VERDICTS = ['right', 'right', 'wrong', 'unanswered'];

export function someEvents(seed, length) {
  const random = gw.random(`events ${seed}`);
  const counters = { aa: 0, bb: 0, cc: 0, dd: 0 };
  const forms = [];
  let at = 1.79e12;
  return Array.from({ length }, (_, nth) => {
    at += random.below(4) ? random.below(60000) : random.below(4e7);
    const writer = ['aa', 'bb', 'cc', 'dd'][random.below(4)];
    counters[writer] += 1;
    const make = (type, fields) => gw.log.event(writer, counters[writer], at, type, fields);
    const item = `q-${random.below(30)}`;
    const verdict = () => VERDICTS[random.below(4)];
    const sure = () => [undefined, 1, 2, 3][random.below(4)];
    const drop = fields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
    switch (nth < 11 ? nth : random.below(16)) {
      case 0: return make('flag', { item, on: random.below(2) === 0 });
      case 1: return make('note', { item, text: ['', 'é 日本', 'plain'][random.below(3)] });
      case 2: return make('read', { item: `page-${random.below(9)}.html`, done: true });
      case 3: return make('setting', { item: 'retention', value: [0.85, 0.9, null][random.below(3)] });
      case 4: return make('plan', { value: random.below(5) ? { exam: 20800 + random.below(100), minutes: 45 } : null });
      case 5: {
        const items = Array.from({ length: 3 + random.below(3) }, (_, place) => ({
          id: `q-${(random.below(4) * 6 + place) % 30}`, rev: 1, scored: place > 0, order: [1, 0, 2],
        }));
        const event = make('form', { mode: ['mock', 'diagnostic', 'quiz'][random.below(3)], form: { code: 'x/1/s', seed: 's', items } });
        forms.push(event);
        return event;
      }
      case 6: {
        const form = forms[random.below(forms.length)];
        return make('submit', { form: form.id, items: form.form.items.map(() => drop({ verdict: verdict(), seconds: random.below(200), sure: sure(), picked: ['a'] })) });
      }
      case 7: return make('reset', drop({ scope: [['cards'], ['answers', 'recall'], ['flags']][random.below(3)], item: random.below(4) ? item : undefined }));
      case 8: return make('import', { from: 'progress.json', count: 3 });
      case 9: case 10: case 11: return make('review', { item: `c-${random.below(12)}`, rev: 1, grade: 1 + random.below(4) });
      default: return make('answer', drop({ item, rev: 1 + random.below(2), verdict: verdict(), where: ['check', 'practice', 'quiz'][random.below(3)], sure: sure(), seconds: random.below(99) }));
    }
  });
}
