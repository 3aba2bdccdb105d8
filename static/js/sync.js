'use strict';
{
  // One step to the same progress on all devices. Where the browser can write into a file, the reader chooses one once,
  // as in a folder that all devices share; each step brings in what it holds and writes the union back. A phone hands a
  // copy to its share sheet, which takes texts alone, so there the packed bytes are written as letters.

  const KEY = `gw:${gw.book}:file`;

  /** How this browser can do it in one step: `file`, `share`, or nothing. */
  function way() {
    if ('showSaveFilePicker' in globalThis) return 'file';
    const sample = new File([''], 'a.txt', { type: 'text/plain' });
    return navigator.canShare?.({ files: [sample] }) ? 'share' : null;
  }

  /** The file that was chosen; nothing if there is none. */
  const chosen = () => gw.journal.file(KEY);

  async function choose(name) {
    const handle = await showSaveFilePicker({ suggestedName: name, types: [{ accept: { 'application/gzip': ['.gz'] } }] });
    await gw.journal.file(KEY, handle);
    return handle;
  }

  /** Whether the reader lets this page read and write the file. */
  async function allowed(handle) {
    const wish = { mode: 'readwrite' };
    return await handle.queryPermission(wish) === 'granted' || await handle.requestPermission(wish) === 'granted';
  }

  const read = async handle => new Uint8Array(await (await handle.getFile()).arrayBuffer());

  async function write(handle, bytes) {
    const stream = await handle.createWritable();
    await stream.write(bytes);
    await stream.close();
  }

  const share = (name, bytes) => navigator.share({ files: [new File([gw.pack.letters(bytes)], name, { type: 'text/plain' })] });

  gw.sync = { way, chosen, choose, forget: () => gw.journal.file(KEY, null), allowed, read, write, share };
}
