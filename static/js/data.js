'use strict';
{
  // <gw-data>: where the reader's progress lies, a copy of it as a file, a copy brought in, starting over. A file is
  // looked at first and added only when the reader says so; what was there before is kept as a file of its own key until
  // the next one comes in.

  const day = () => new Date().toISOString().slice(0, 10);

  /** Saves a file, the day in its name. */
  const save = (name, text, type) => gw.download(`${gw.book}-${name.replace('.', `-${day()}.`)}`, text, type);

  function copy() {
    const { events, snapshot } = gw.store.log();
    return gw.backup.save(gw.book, new Date().toISOString(), events, snapshot);
  }

  gw.views['gw-data'] = ({ bank: { question, card }, find, part, button, fill }) => {
    let found;
    let undo;

    const tell = values => fill('data-fault', values);

    function look(text) {
      const known = new Set([...question.keys(), ...card.keys()]);
      found = gw.backup.read(text, { book: gw.book, was: gw.was, ...gw.store.log(), known });
      tell(found);
      fill('incoming', found.summary);
    }

    function reset(...scope) {
      undo = gw.store.add('reset', { scope });
      draw();
    }

    function draw() {
      const { events: { length, 0: first }, snapshot } = gw.store.log();
      const saved = gw.store.state().settings.saved?.value;
      const { kind } = gw.shelf;
      fill('data-where', { kind, disk: location.protocol === 'file:' });
      fill('data-size', { any: length || snapshot, length, snapshot, first: !snapshot && first && gw.when(first.at, { dateStyle: 'medium' }) });
      fill('data-last', { saved, days: saved && Math.floor((Date.now() - saved) / 864e5) });
      part('data-damaged').hidden = !gw.store.damaged().length;
      button('undo-reset').hidden = !undo;
    }

    find('[name="file"]').addEventListener('change', async ({ target }) => {
      const [file] = target.files;
      if (file) look(await file.text());
      target.value = '';
    });

    return {
      draw,
      does: {
        export() {
          save('progress.json', copy(), 'application/json');
          gw.store.add('setting', { item: 'saved', value: Date.now() });
        },
        csv: () => save('answers.csv', gw.backup.csv(gw.store.log().events), 'text/csv'),
        copy: () => navigator.clipboard.writeText(copy()).then(() => gw.say('Copied'), () => tell({ error: 'uncopied' })),
        paste: () => look(find('[name="text"]').value),
        take() {
          gw.shelf.set('before-import', copy());
          gw.store.take(found, 'file');
          fill('incoming');
          tell({ error: 'none', ...found.summary });
          gw.say(part('data-fault').textContent);
        },
        refuse: () => fill('incoming'),
        damaged: () => save('damaged.txt', gw.store.damaged().map(pair => pair.join('\n')).join('\n\n'), 'text/plain'),
        'reset-cards': () => reset('cards'),
        'reset-answers': () => reset('answers', 'recall'),
        'undo-reset'() {
          const { id } = undo;
          undo = null;
          gw.store.add('reset', { scope: ['event'], item: id });
        },
        erase() {
          gw.store.erase();
          part('erase').open = false;
          gw.say('Everything is erased');
        },
      },
    };
  };
}
