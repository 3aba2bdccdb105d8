// Sites for the tests to read, built by the program itself. `BIN` names the guidewright to build with; without it, cargo
// makes one.
import { execFileSync } from 'node:child_process';
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

/** Runs guidewright; `words` are its arguments. */
export function guidewright(...words) {
  if (!program) {
    program = process.env.BIN && resolve(process.env.BIN);
    if (!program) {
      execFileSync('cargo', ['build', '--quiet'], { cwd: ROOT, stdio: 'inherit' });
      program = join(ROOT, process.env.CARGO_TARGET_DIR ?? 'target', 'debug', 'guidewright');
    }
  }
  const env = { ...process.env, GUIDEWRIGHT_CACHE: join(ROOT, 'target', 'test-cache') };
  return execFileSync(program, ['--quiet', ...words], { cwd: ROOT, encoding: 'utf8', env });
}

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
