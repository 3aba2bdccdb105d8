// The search as the pages run it, under Node: the scripts of the site, and its index read from the folder. `loaded` tells
// which files were read and how large they are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { ROOT } from '../site.mjs';

function script(file) {
  runInThisContext(readFileSync(file, 'utf8'), { filename: file });
}

export async function opened(site) {
  const shards = new Map();
  const loaded = new Map();
  globalThis.gw = { shard: (name, data) => shards.set(name, data) };
  for (const name of ['token', 'hit', 'search']) script(join(ROOT, `static/js/${name}.js`));
  const { gw } = globalThis;
  const load = async name => {
    const file = join(site, 'search', `${name}.js`);
    loaded.set(name, readFileSync(file).length);
    script(file);
    return shards.get(name);
  };
  return { ask: await gw.search.open(load, 'search'), loaded };
}
