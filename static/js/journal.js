'use strict';
{
  // The texts of the last minute, in the browser's database, which writes through to the disk at once. A browser that is
  // killed loses what its quick store has not written yet, some seconds of work; that is found here when the reader comes
  // back. Where there is no database, or it fails, nothing is kept and nothing is missed.

  const NAME = 'gw';
  const MINUTE = 60_000;

  /** What came of a request to the database. */
  const done = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  let opening = null;
  const open = () => (opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('texts');
      request.result.createObjectStore('files');
    };
    done(request).then(resolve, reject);
  }));

  /** Does something with a table; gives null where there is none. */
  async function within(name, act) {
    try {
      const database = await open();
      return await act(database.transaction(name, 'readwrite', { durability: 'strict' }).objectStore(name));
    } catch {
      return null;
    }
  }

  const below = start => IDBKeyRange.bound(start, `${start}\uffff`);

  (globalThis.gw ??= {}).journal = {
    /** Writes a text; null takes it away. */
    put: (key, text) => within('texts', texts => done(text === null ? texts.delete(key) : texts.put({ text, at: Date.now() }, key))),

    /** The texts of the last minute whose keys begin like this, `[[key, text], …]`; older ones are dropped. */
    recent: start => within('texts', async texts => {
      const found = [];
      for (const key of await done(texts.getAllKeys(below(start)))) {
        const { text, at } = await done(texts.get(key));
        found.push([key, text]);
        if (Math.abs(Date.now() - at) > MINUTE) texts.delete(key);
      }
      return found;
    }).then(found => found ?? []),

    /** Forgets everything whose key begins like this. */
    clear: start => Promise.all(['texts', 'files'].map(name => within(name, table => done(table.delete(below(start)))))),

    /** The file that the reader chose for a book once; a handle given is kept, null forgets it. */
    file: (key, handle) => within('files', files => done(handle === undefined ? files.get(key) : handle ? files.put(handle, key) : files.delete(key))),
  };
}
