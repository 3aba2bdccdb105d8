// Sites for the tests to read, built by the program itself. `BIN` names the guidewright to build with; without it, cargo
// makes one.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** A new folder that goes when the tests of this file end. */
export function temporary() {
  const folder = mkdtempSync(join(tmpdir(), 'guidewright-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

let program;

/** Where the program is; built by the first who asks. */
function executable() {
  if (!program) {
    program = process.env.BIN && resolve(process.env.BIN);
    if (!program) {
      execFileSync('cargo', ['build', '--quiet'], { cwd: ROOT, stdio: 'inherit' });
      program = join(ROOT, process.env.CARGO_TARGET_DIR ?? 'target', 'debug', 'guidewright');
    }
  }
  return program;
}

/** What a build remembers stays apart from what people's own builds remember. */
const ENV = { ...process.env, GUIDEWRIGHT_CACHE: join(ROOT, 'target', 'test-cache') };

/** Runs guidewright; `words` are its arguments. */
export const guidewright = (...words) => execFileSync(executable(), ['--quiet', ...words], { cwd: ROOT, encoding: 'utf8', env: ENV });

// Also one that a test starts anew, which a hook of that test comes too late for.
const children = [];
after(() => { for (const child of children) child.kill('SIGKILL'); });

/** `guidewright serve` on a book, once its address is known: `{ url, child, words }`, where `words()` is what it has said. */
export const serving = (book = ROOT, port = '0') => new Promise((done, failed) => {
  const child = spawn(executable(), ['serve', book, '--port', port], { stdio: ['ignore', 'ignore', 'pipe'], env: ENV });
  children.push(child);
  let words = '';
  child.stderr.setEncoding('utf8').on('data', more => {
    words += more;
    const [, url] = /^(http:\S+)$/m.exec(words) ?? [];
    if (url) done({ url, child, words: () => words });
  });
  child.on('exit', () => failed(new Error(words)));
});

const sites = new Map();

/** The folder of a book's built site, built once for each test file; our own guide unless another book is named. */
export function built(book = ROOT) {
  if (!sites.has(book)) {
    const folder = join(temporary(), 'site');
    guidewright('build', book, '--dest', folder);
    sites.set(book, folder);
  }
  return sites.get(book);
}

/** Paths of a folder's files, with `/`, sorted. */
export function files(folder, ending = '') {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith(ending))
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
