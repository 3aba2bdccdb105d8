// Names from code, other scripts, forms and slips, on a small made-up book: what is typed, and the section that has it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { built } from '../site.mjs';
import { opened } from './engine.mjs';

const search = await opened(built(fileURLToPath(new URL('book/', import.meta.url))));

const FOUND = {
  'names from code': {
    m5: 'instance', 'm5.xlarge': 'instance', 'ml.m5': 'instance', 'ML.M5.XLARGE': 'instance', t3: 'small',
    'endpoint config': 'config', createendpoint: 'config', CreateEndpointConfig: 'config', 'sagemaker:CreateEndpointConfig': 'config',
    'create endpoint': 'config', 'delete endpoint': 'remove', '--role-arn': 'role', 'role arn': 'role', rolearn: 'role',
    S3: 's3', s3: 's3', 'CI/CD': 'cicd', cicd: 'cicd', 'ci cd': 'cicd',
  },
  'short forms and what they stand for': {
    F1: 'f1', 'F1 score': 'f1', AMT: 'automatic-model-tuning', 'automatic model tuning': 'automatic-model-tuning',
    'hyperparameter tuning job': 'automatic-model-tuning',
  },
  accents: { naive: 'accents', 'naïve': 'accents', zurich: 'accents', 'ZÜRICH': 'accents', Jose: 'accents', 'cafe': 'accents' },
  'scripts without spaces': {
    学习: 'chinese', 训练数据: 'chinese', 存储: 'chinese', ストア: 'japanese', 特徴量: 'japanese', 추론: 'korean', 데이터: 'korean',
    เรียนรู้: 'thai', ข้อมูล: 'thai',
  },
  'letters that keyboards lack, points and hyphens that nobody types': {
    Gezeitenrechner: 'german', hochwasser: 'german', strasse: 'german', 'STRAẞE': 'german', aeroskobing: 'danish', 'ærøskøbing': 'danish',
    كتب: 'arabic', المعلم: 'arabic', שלום: 'hebrew', 'שָׁלוֹם': 'hebrew',
  },
  'letters that writers set one for another, and digits of other scripts': {
    اشار: 'forms-of-letters', الي: 'forms-of-letters', مدرسه: 'forms-of-letters', 1447: 'forms-of-letters', '۱٤٤۷': 'forms-of-letters',
    'كتابها': 'persian', 'میخواهیم': 'persian', 'می خواهیم': 'persian', 1357: 'persian',
    プログラミング: 'half', 'ﾌﾟﾛｸﾞﾗﾐﾝｸﾞ': 'half', 'ｽﾄｱ': 'japanese',
  },
  'two words round an apostrophe': { homme: 'french', "l'homme": 'french', lhomme: 'french', accord: 'french', 'ışık': 'turkish', isik: 'turkish' },
  'names with signs': { 'C++': 'languages', 'c#': 'sharp', '.NET': 'languages', 'client .net': 'languages' },
  'forms of words': { train: 'forms', training: 'forms', removes: 'remove', bucket: 's3', duplicate: 'forms', copy: 'forms' },
  'small words alone, in headings': { 'what is it': 'small-words', 'it is ': 'small-words', 'What is the': 'small-words', 'to': 'small-words' },
  beginnings: { hyperpar: 'long', regul: 'long', dupl: 'forms', precis: 'f1' },
  slips: { hyperparamter: 'long', regularistaion: 'long', generelization: 'long', duplcates: 'forms', buckts: 's3' },
};

for (const [what, queries] of Object.entries(FOUND)) {
  for (const [query, anchor] of Object.entries(queries)) {
    test(`${what}: ${query}`, async () => {
      const { hits } = await search.ask(query);
      assert.equal(hits[0]?.anchor, anchor, `found ${JSON.stringify(hits.map(hit => hit.anchor))}`);
    });
  }
}

test('a term is found by its short form in the text, and the other way round', async () => {
  for (const query of ['AMT', 'automatic model tuning']) {
    const { hits } = await search.ask(query);
    assert.ok(hits.some(hit => hit.anchor === 'tuning'), `${query} finds the section that says AMT`);
  }
});

test('the words found are marked in the excerpt', async () => {
  const { hits } = await search.ask('zurich cafe');
  assert.deepEqual(hits[0].excerpt.filter(piece => piece[1]).map(piece => piece[0]), ['Zürich', 'café']);
});

test('a slip is said: what was typed and what was looked for', async () => {
  const { meant } = await search.ask('duplcates ');
  assert.deepEqual(meant, [['duplcates', 'duplicates']]);
});

test('what is nowhere finds nothing', async () => {
  assert.deepEqual((await search.ask('xylophone')).hits, []);
  assert.deepEqual((await search.ask('   ')).hits, []);
});

test('hits can be asked for by kind', async () => {
  const { hits } = await search.ask('tuning', { kind: 'term' });
  assert.deepEqual(hits.map(hit => hit.kind), ['term']);
});
