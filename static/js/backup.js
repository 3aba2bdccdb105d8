'use strict';
{
  // The reader's data as files: one packed file to keep or to carry to another device, and a table
  // of answers and reviews for a spreadsheet. Reading a file back never changes anything by
  // itself; it gives the union and a summary, and the page asks before it keeps them.

  const SCHEMA = 'guidewright-progress';
  // Letters of a file that is unfolded.
  const MOST = 50_000_000;
  const FORMULA = /^[=+\-@\t\r]/;
  const QUOTED = /[",\r\n]/;

  /** The whole log as the bytes of a file; `book` is the book's id, `created` a date. */
  const save = (book, created, events, snapshot = null) => gw.pack.gzip(JSON.stringify({
    schema: SCHEMA, version: gw.log.VERSION, book, created, log: gw.log.archive(events),
    ...(snapshot && { snapshot: gw.fold.freeze(snapshot) }),
  }));

  /**
   * Reads a file, its bytes or its letters, against what is there, `{ book, was, events, snapshot, renamed, known }`;
   * `was` is an earlier id of the book. Gives `{ error }` (a key) or the merged `{ events, snapshot, added, summary }`;
   * `known` holds the ids of the book.
   */
  async function read(input, here) {
    const { book, was, events, snapshot = null, known } = here;
    let file;
    try {
      file = JSON.parse(await text(input));
    } catch (error) {
      return { error: error instanceof RangeError ? 'too-large' : isPacked(input) ? 'damaged' : 'not-json' };
    }
    if (file?.schema !== SCHEMA) return { error: 'not-progress' };
    if (file.version > gw.log.VERSION) return { error: 'newer' };
    if (file.book !== book && (!was || file.book !== was)) return { error: 'other-book' };
    const theirs = file.version > 1 ? second(file) : first(file);
    if (theirs.error) return theirs;

    const mine = new Map(events.map(event => [event.id, event]));
    const merged = gw.log.merge(events, theirs.events).filter(event => !gw.fold.covers(snapshot, event));
    const added = merged.filter(event => !mine.has(event.id));
    const changed = merged.filter(event => mine.has(event.id) && mine.get(event.id) !== event);
    const items = theirs.events.filter(event => event.type === 'answer' || event.type === 'review').map(event => event.item);
    const joined = gw.fold.join(snapshot, theirs.snapshot);
    return {
      events: merged, snapshot: joined, added,
      summary: {
        added: added.length,
        same: new Set(theirs.events.map(event => event.id)).size - added.length - changed.length,
        changed: changed.length,
        unknown: [...new Set(items.filter(id => !known.has(id)))],
        removed: removed(here, { ...here, events: merged, snapshot: joined }),
      },
    };
  }

  const isPacked = bytes => bytes[0] === 0x1f && bytes[1] === 0x8b;

  /** The text of a file: packed, packed and written as letters, or plain as in the first edition. */
  function text(input) {
    if (isPacked(input)) return gw.pack.gunzip(input, MOST);
    if (input.length > MOST) throw new RangeError('too large');
    if (typeof input !== 'string') return text(new TextDecoder().decode(input));
    // Editors and mail programs put blanks or a mark of the encoding before it.
    const plain = input.trim();
    return plain.startsWith('{') ? plain : gw.pack.unpack(plain, MOST);
  }

  function second(file) {
    const { events, bad, newer } = gw.log.unarchive(file.log);
    if (newer) return { error: 'newer' };
    const thawed = file.snapshot === undefined ? {} : gw.fold.thaw(file.snapshot);
    return bad || thawed.bad ? { error: 'damaged' } : { events, snapshot: thawed.snapshot };
  }

  function first({ events, snapshot = null, checksum }) {
    if (!Array.isArray(events)) return { error: 'not-progress' };
    if (gw.log.checksum(JSON.stringify({ events, snapshot })) !== checksum) return { error: 'damaged' };
    if (!events.every(gw.log.valid)) return { error: 'not-progress' };
    return { events, snapshot: snapshot && gw.fold.thaw(gw.fold.freeze(snapshot)).snapshot };
  }

  /** What is here and would be gone, because the other device forgot it on purpose: how many of each; nothing if nothing. */
  function removed(before, after) {
    const fold = ({ events, snapshot, renamed }) => gw.fold(events, snapshot, renamed);
    const [old, now] = [fold(before), fold(after)];
    const gone = name => Object.keys(old[name]).filter(id => !now[name][id]).length;
    const lost = Object.fromEntries(['answers', 'cards', 'flags', 'notes', 'attempts'].map(name => [name, gone(name)]));
    return Object.values(lost).some(Boolean) && lost;
  }

  // A cell that a spreadsheet would take for a formula is made plain text.
  function cell(value) {
    const text = String(value ?? '');
    const plain = FORMULA.test(text) ? `'${text}` : text;
    return QUOTED.test(plain) ? '"' + plain.replaceAll('"', '""') + '"' : plain;
  }

  /** All answers, exam answers and reviews as comma-separated lines. */
  function csv(events) {
    const forms = new Map(events.filter(event => event.type === 'form').map(event => [event.id, event]));
    const rows = [['time', 'where', 'id', 'rev', 'outcome', 'sure', 'seconds']];
    for (const event of events) {
      const time = new Date(gw.log.when(event)).toISOString();
      const row = (where, id, rev, outcome, of) => rows.push([time, where, id, rev, outcome, of.sure, of.seconds]);
      if (event.type === 'answer') row(event.where, event.item, event.rev, event.verdict, event);
      if (event.type === 'review') row('card', event.item, event.rev, event.grade, event);
      const held = event.type === 'submit' ? forms.get(event.form) : null;
      event.items?.forEach((outcome, place) => {
        const seat = held?.form.items[place];
        if (seat) row(held.mode, seat.id, seat.rev, outcome.verdict, outcome);
      });
    }
    return rows.map(row => `${row.map(cell).join(',')}\r\n`).join('');
  }

  gw.backup = { save, read, csv };
}
