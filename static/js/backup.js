'use strict';
{
  // The reader's data as files: one JSON file to keep or to carry to another device, and a table
  // of answers and reviews for a spreadsheet. Reading a file back never changes anything by
  // itself; it gives the union and a summary, and the page asks before it keeps them.

  const SCHEMA = 'guidewright-progress';
  const MOST = 20_000_000;

  /** The whole log as one file; `book` is the book's id, `created` a date. */
  function save(book, created, events, snapshot = null) {
    const body = { events, snapshot };
    const checksum = gw.log.checksum(JSON.stringify(body));
    return JSON.stringify({ schema: SCHEMA, version: gw.log.VERSION, book, created, checksum, ...body });
  }

  /**
   * Reads a file against what is there, `{ book, was, events, snapshot, known }`; `was` is an earlier id of the book.
   * Gives `{ error }` (a key) or the merged `{ events, snapshot, added, summary }`; `known` holds the ids of the book.
   */
  function read(text, { book, was, events, snapshot = null, known }) {
    if (text.length > MOST) return { error: 'too-large' };
    let file;
    try {
      file = JSON.parse(text);
    } catch {
      return { error: 'not-json' };
    }
    if (file?.schema !== SCHEMA || !Array.isArray(file.events)) return { error: 'not-progress' };
    if (file.version > gw.log.VERSION) return { error: 'newer' };
    if (![book, was].includes(file.book)) return { error: 'other-book' };
    const sum = gw.log.checksum(JSON.stringify({ events: file.events, snapshot: file.snapshot ?? null }));
    if (sum !== file.checksum) return { error: 'damaged' };
    const theirs = gw.log.migrate(file.events, file.version);
    if (!theirs.every(gw.log.valid)) return { error: 'not-progress' };

    const mine = new Map(events.map(event => [event.id, event]));
    const merged = gw.log.merge(events, theirs).filter(event => !gw.fold.covers(snapshot, event));
    const added = merged.filter(event => !mine.has(event.id));
    const changed = merged.filter(event => mine.has(event.id) && mine.get(event.id) !== event);
    const items = theirs.filter(event => event.type === 'answer' || event.type === 'review').map(event => event.item);
    const their = file.snapshot && gw.fold.thaw(gw.fold.freeze(file.snapshot)).snapshot;
    return {
      events: merged,
      snapshot: gw.fold.join(snapshot, their),
      added,
      summary: {
        added: added.length,
        same: new Set(theirs.map(event => event.id)).size - added.length - changed.length,
        changed: changed.length,
        unknown: [...new Set(items.filter(id => !known.has(id)))],
      },
    };
  }

  const FORMULA = /^[=+\-@\t\r]/;
  const QUOTED = /[",\r\n]/;

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
      const time = new Date(event.at).toISOString();
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
