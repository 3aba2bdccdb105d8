'use strict';
{
  // <gw-data>: where the reader's progress lies, a copy of it as a file, a copy brought in, starting over. A file is
  // looked at first and added only when the reader says so, since it may hold that something was forgotten on purpose;
  // how things stood before can be brought back.

  const day = () => gw.plan.date(gw.fsrs.studyDay());

  /** Saves a file, the day in its name. */
  const save = (name, content, type) => gw.download(`${gw.book}-${name.replace('.', `-${day()}.`)}`, content, type);

  const copy = () => {
    const { events, snapshot } = gw.store.log();
    return gw.backup.save(gw.book, new Date().toISOString(), events, snapshot);
  };

  gw.views['gw-data'] = ({ bank: { question, card }, find, part, button, fill }) => {
    /** A file that was looked at, and where it came from; what was forgotten last; the file that is kept the same. */
    let found;
    let source;
    let undo;
    let file;

    const tell = values => fill('data-fault', values);
    const saved = () => gw.store.add('setting', { item: 'saved', value: Date.now() });

    async function look(input, from = 'file') {
      const known = new Set([...question.keys(), ...card.keys()]);
      source = from;
      found = await gw.backup.read(input, { book: gw.book, was: gw.was, ...gw.store.log(), known });
      tell(found);
      fill('incoming', found.summary);
    }

    /** Goes on where a file is chosen, since what was pressed is gone. */
    const leave = () => find('[name="file"]').focus();

    /** Adds what was looked at. */
    async function take() {
      gw.store.take(found, source, gw.pack.letters(await copy()));
      fill('incoming');
      leave();
      tell({ error: 'none', ...found.summary });
      gw.say(part('data-fault').textContent);
    }

    /** Brings in what the file holds and writes the union back; stops to ask where something would be forgotten here. */
    async function sync() {
      file ??= await gw.sync.choose(`${gw.book}-progress.json.gz`);
      if (!await gw.sync.allowed(file)) return;
      const bytes = await gw.sync.read(file);
      if (bytes.length) {
        await look(bytes, 'sync');
        if (found.error || found.summary.removed) return;
        if (found.added.length) await take();
        fill('incoming');
      }
      await gw.sync.write(file, await copy());
      saved();
      tell({ error: 'synced', name: file.name, added: found?.summary?.added ?? 0 });
      gw.say(part('data-fault').textContent);
    }

    function reset(...scope) {
      undo = gw.store.add('reset', { scope });
      draw();
    }

    function draw() {
      const { events: { length, 0: first }, snapshot } = gw.store.log();
      const saved = gw.wishes(gw.store.state()).saved;
      const before = gw.store.before();
      const { kind } = gw.shelf;
      fill('data-where', { kind, disk: location.protocol === 'file:' });
      fill('data-size', { any: length || snapshot, length, snapshot, first: !snapshot && first && gw.when(gw.log.when(first)) });
      fill('data-last', { saved, days: saved && Math.max(0, Math.floor((Date.now() - saved) / 864e5)) });
      fill('data-sync', gw.sync.way() && { way: gw.sync.way(), name: file?.name });
      fill('data-before', before && { when: gw.when(before.at, { day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: 'numeric' }) });
      part('data-damaged').hidden = !gw.store.damaged().length;
      button('undo-reset').hidden = !undo;
    }

    /** A reader who closes the browser's own dialogue has changed their mind; all else is a fault to tell. */
    const asked = act => act().catch(({ name }) => { if (name !== 'AbortError') tell({ error: 'unsynced' }); });

    find('[name="file"]').addEventListener('change', async ({ target }) => {
      const [chosen] = target.files;
      if (chosen) await look(new Uint8Array(await chosen.arrayBuffer()));
      target.value = '';
    });
    if (gw.sync.way() === 'file') gw.sync.chosen().then(handle => {
      file = handle ?? undefined;
      draw();
    });

    return {
      draw,
      does: {
        async export() {
          save('progress.json.gz', await copy(), 'application/gzip');
          saved();
        },
        csv: () => save('answers.csv', gw.backup.csv(gw.store.log().events), 'text/csv'),
        copy: async () => navigator.clipboard.writeText(gw.pack.letters(await copy())).then(() => gw.say(gw.word('copied')), () => tell({ error: 'uncopied' })),
        paste: () => look(find('[name="text"]').value),
        sync: () => asked(sync),
        async unsync() {
          await gw.sync.forget();
          file = undefined;
          draw();
        },
        share: () => asked(async () => {
          await gw.sync.share(`${gw.book}-progress-${day()}.txt`, await copy());
          saved();
        }),
        async take() {
          await take();
          if (source === 'sync') await asked(sync);
        },
        refuse() {
          fill('incoming');
          leave();
        },
        before: () => save('before-import.json.gz', gw.pack.bytes(gw.store.before().copy), 'application/gzip'),
        async 'take-back'() {
          await gw.store.takeBack();
          leave();
          tell({ error: 'back' });
          gw.say(part('data-fault').textContent);
        },
        damaged: () => save('damaged.txt', gw.store.damaged().map(pair => pair.join('\n')).join('\n\n'), 'text/plain'),
        'reset-cards': () => reset('cards'),
        'reset-answers': () => reset('answers', 'recall'),
        'undo-reset'() {
          const { id } = undo;
          undo = null;
          gw.store.add('reset', { scope: ['event'], item: id });
          button('reset-answers').focus();
        },
        erase: gw.store.erase,
      },
    };
  };
}
