// A made-up book whose bank fills a whole mock: the shape of a real blueprint (65 questions of which 50 count, four
// domains, twelve tasks), 390 questions of all kinds and two cases. `small` gives one for another exam, three domains and
// two kinds, and `plain` one without any exam.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// What a question of substance must hold is told in tests/rules.
const RULES = [
  'case-fact', 'case-questions', 'case-scenario', 'case-task', 'chapter-without-objective', 'question-choose', 'question-phrase',
  'question-places', 'question-same-reason', 'question-source', 'question-twin', 'question-section', 'question-longest-right',
];

const reason = 'The reason says which property of the service decides here.';

/** One question as an author writes it; `nth` makes it differ from every other. */
function question(kind, id, objective, nth, level = 3, scenario = '') {
  const head = `${'#'.repeat(level)} Matter ${nth} {#${id} .${kind} objectives=${objective} difficulty=${1 + (nth % 3)} pool=${nth % 4 === 0 ? 'exam' : 'both'}}`;
  const stem = `${scenario || 'A team stores the readings of its sensors and reads a few of them every hour.'} For job number ${nth}, which ${kind === 'multi' ? 'TWO fit' : 'one fits'} best?`;
  const close = `The phrase decides, because a store for job ${nth} must give single rows at once.\n\n**References:** [The section](#about)`;
  const option = (mark, words) => `- [${mark}] ${words}\n  > ${reason} (${words})`;
  const body = {
    choice: () => [option('x', `Fit ${nth}`), option(' ', `Near ${nth}`), option(' ', `Far ${nth}`), option(' ', `Never ${nth}`)].join('\n'),
    multi: () => [option('x', `Fit ${nth}`), option('x', `Also ${nth}`), option(' ', `Near ${nth}`), option(' ', `Far ${nth}`), option(' ', `Never ${nth}`)].join('\n'),
    order: () => `${['Collect', 'Clean', 'Train'].map((step, at) => `${at + 1}. ${step} ${nth}\n   > ${reason} (${step})`).join('\n')}\n\n- Paint ${nth}\n  > ${reason}\n\n**Why this order:** each step needs what the one before it made.`,
    match: () => `| Prompt | Response | Reason |\n| --- | --- | --- |\n${['rows', 'files', 'events'].map(prompt => `| Keeps ${prompt} ${nth} | Store of ${prompt} | ${reason} |`).join('\n')}\n\n- Store of nothing\n  > ${reason}`,
    hotspot: () => `![Three stores in a row, for job ${nth}](map.svg)\n\n${['Left', 'Middle', 'Right'].map((side, at) => `- [${at === nth % 3 ? 'x' : ' '}] \`${at * 34},10 32x80\` ${side} store ${nth}\n  > ${reason} (${side})`).join('\n')}`,
  }[kind]();
  return `${head}\n\n${stem}\n\n${body}\n\n**Deciding phrase:** job number\n\n${close}\n`;
}

/** Writes a book and gives its folder. `exam` has `domains` of `[weight, tasks]` and `kinds` with their share of 100. */
function write(folder, { title, exam, each, cases }) {
  mkdirSync(join(folder, 'chapters'), { recursive: true });
  const domains = exam?.domains ?? [[100, 1]];
  const kinds = Object.entries(exam?.kinds ?? { choice: 60, multi: 20, order: 10, match: 10 }).flatMap(([kind, share]) => Array(Math.round(share / 5)).fill(kind));
  const chapters = [];
  let nth = 0;
  domains.forEach(([, tasks], at) => {
    const parts = [`# Domain ${at + 1}\n\n## About\n\nWhat this domain asks.\n`];
    for (let task = 1; task <= tasks; task += 1) {
      for (let number = 0; number < each; number += 1) {
        nth += 1;
        parts.push(question(kinds[(nth * 7) % kinds.length], `q-${nth}`, `${at + 1}.${task}.S1`, nth));
      }
    }
    for (let group = 0; group < (cases[at] ?? 0); group += 1) {
      parts.push(`### The ferry of pier ${at + 1} {#case-${at + 1}-${group} .case}\n\nA ferry company keeps 4 TB of tickets and asks for a forecast every night. Two people run everything, and the budget is fixed for the year.\n\n- Nothing may leave the region.\n- Nothing is deleted.\n`);
      for (const kind of ['choice', 'multi']) {
        nth += 1;
        parts.push(question(kind, `q-${nth}`, `${at + 1}.1.S1`, nth, 4, 'The company wants the forecast by six.').replace(/pool=\w+/, 'pool=both'));
      }
    }
    chapters.push(`d${at + 1}.md`);
    writeFileSync(join(folder, 'chapters', `d${at + 1}.md`), exam ? parts.join('\n') : parts.join('\n').replaceAll(/ objectives=\S+/g, ''));
  });
  writeFileSync(join(folder, 'chapters/map.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100"><rect width="300" height="100" fill="silver"/></svg>');
  const rules = RULES.map(rule => `${rule} = "off"`).join('\n');
  const parts = chapters.map((file, at) => `[[part]]\ntitle = "Part ${at + 1}"\n${exam ? `domain = "${at + 1}"\n` : ''}chapters = ["${file}"]\n`).join('\n');
  writeFileSync(join(folder, 'book.toml'), `[book]\nid = "${title.toLowerCase().replaceAll(' ', '-')}"\ntitle = "${title}"\n\n${parts}\n${exam ? '[study]\nblueprint = "blueprint.toml"\n\n' : ''}[check.rules]\n${rules}\n`);
  if (exam) writeFileSync(join(folder, 'chapters', 'blueprint.toml'), blueprint(exam));
  return folder;
}

const blueprint = ({ code, items, scored, minutes, pass, scale, domains, kinds, note }) => `code = "${code}"
title = "A made-up exam"
items = ${items}
scored = ${scored}
minutes = ${minutes}
pass = ${pass}
scale = [${scale}]
${note ? `estimate-note = "${note}"\n` : ''}
[mix]
${Object.entries(kinds).map(([kind, share]) => `${kind} = ${share}`).join('\n')}
${domains.map(([weight, tasks], at) => `
[[domain]]
id = "${at + 1}"
title = "Domain number ${at + 1}"
short = "${['Data', 'Models', 'Deployment', 'Operations'][at]}"
weight = ${weight}
hue = ${at * 80}
${Array.from({ length: tasks }, (_, task) => `
[[domain.task]]
id = "${at + 1}.${task + 1}"
title = "Task ${task + 1} of domain ${at + 1}"
[[domain.task.objective]]
id = "${at + 1}.${task + 1}.S1"
text = "Do what task ${task + 1} of domain ${at + 1} asks."
`).join('')}`).join('')}`;

export const NOTE = 'Estimate of a made-up exam. Nobody publishes anything about it.';

export const whole = folder => write(folder, {
  title: 'The whole mock', each: 32, cases: [1, 0, 1, 0],
  exam: {
    code: 'MADE-UP', items: 65, scored: 50, minutes: 130, pass: 720, scale: [100, 1000], note: NOTE,
    domains: [[28, 3], [26, 3], [22, 3], [24, 3]], kinds: { choice: 70, multi: 15, order: 5, match: 10 },
  },
});

export const small = folder => write(folder, {
  title: 'Another exam', each: 12, cases: [],
  exam: { code: 'X-1', items: 24, scored: 24, minutes: 30, pass: 500, scale: [0, 800], domains: [[50, 1], [30, 2], [20, 2]], kinds: { choice: 60, multi: 40 } },
});

export const pictured = folder => write(folder, {
  title: 'Asks for places', each: 12, cases: [],
  exam: { code: 'X-2', items: 12, scored: 12, minutes: 30, pass: 500, scale: [0, 800], domains: [[50, 1], [50, 1]], kinds: { choice: 50, hotspot: 50 } },
});

export const plain = folder => write(folder, { title: 'No exam', each: 14, cases: [] });
