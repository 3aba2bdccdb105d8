// What the first edition left behind: it folded the older part of a long log into a snapshot, for good. Its readers still
// have some.
import { gw } from './scripts.mjs';

/** The events before a moment as a snapshot, and the rest. Of each writer no event is taken that has a hole before it. */
export function compact(events, snapshot, before) {
  const cursor = { ...snapshot?.cursor };
  const old = [];
  for (const event of [...events].sort((a, b) => gw.log.counterOf(a) - gw.log.counterOf(b))) {
    const writer = gw.log.writerOf(event);
    if (event.at >= before || gw.log.counterOf(event) !== (cursor[writer] ?? 0) + 1) continue;
    cursor[writer] = gw.log.counterOf(event);
    old.push(event);
  }
  const folded = { cursor, state: gw.fold(old, snapshot) };
  return { snapshot: folded, events: events.filter(event => !gw.fold.covers(folded, event)) };
}

/** The whole log as a file of the first edition. */
export function file(book, created, events, snapshot = null) {
  const body = { events, snapshot };
  return JSON.stringify({ schema: 'guidewright-progress', version: 1, book, created, checksum: gw.log.checksum(JSON.stringify(body)), ...body });
}
