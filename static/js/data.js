'use strict';
{
  // <gw-data>: where the reader's progress lies, a copy of it as a file, a copy brought in, starting over. A file is
  // looked at first and added only when the reader says so; what was there before is kept as a file of its own key until
  // the next one comes in.

  class Data extends gw.View {
    does = {
      export: () => {
        this.save('progress.json', this.text(), 'application/json');
        gw.store.add('setting', { item: 'saved', value: Date.now() });
      },
      csv: () => this.save('answers.csv', gw.backup.csv(gw.store.log().events), 'text/csv'),
      copy: () => navigator.clipboard.writeText(this.text()).then(() => gw.say('Copied'), () => this.tell({ error: 'uncopied' })),
      paste: () => this.look(this.querySelector('[name="text"]').value),
      take: () => {
        const { found } = this;
        gw.shelf.set('before-import', this.text());
        gw.store.take(found, 'file');
        this.fill('incoming');
        this.tell({ error: 'none', ...found.summary });
        gw.say(this.part('data-fault').textContent);
      },
      refuse: () => this.fill('incoming'),
      damaged: () => this.save('damaged.txt', gw.store.damaged().map(pair => pair.join('\n')).join('\n\n'), 'text/plain'),
      'reset-cards': () => this.reset(['cards']),
      'reset-answers': () => this.reset(['answers', 'recall']),
      'undo-reset': () => {
        const { id } = this.undo;
        this.undo = null;
        gw.store.add('reset', { scope: ['event'], item: id });
      },
      erase: () => {
        this.part('erase').hidden = false;
        this.button('keep').focus();
      },
      keep: () => { this.part('erase').hidden = true; },
      'erase-now': () => {
        gw.store.erase();
        this.part('erase').hidden = true;
        gw.say('Everything is erased');
      },
    };

    prepare() {
      this.querySelector('[name="file"]').addEventListener('change', async ({ target }) => {
        const [file] = target.files;
        if (file) this.look(await file.text());
        target.value = '';
      });
    }

    text() {
      const { events, snapshot } = gw.store.log();
      return gw.backup.save(gw.book, new Date().toISOString(), events, snapshot);
    }

    /** Saves a file, the day in its name. */
    save(name, text, type) {
      gw.download(`${gw.book}-${name.replace('.', `-${new Date().toISOString().slice(0, 10)}.`)}`, text, type);
    }

    tell(values) { this.fill('data-fault', values); }

    look(text) {
      const { question, card } = this.bank;
      const known = new Set([...question.keys(), ...card.keys()]);
      const { error, summary } = this.found = gw.backup.read(text, { book: gw.book, ...gw.store.log(), known });
      this.tell({ error });
      this.fill('incoming', summary);
    }

    reset(scope) {
      this.undo = gw.store.add('reset', { scope });
      this.draw();
    }

    draw() {
      const { events: { length, 0: first }, snapshot } = gw.store.log();
      const saved = gw.store.state().settings.saved?.value;
      const { kind } = gw.shelf;
      this.fill('data-where', { kind, disk: location.protocol === 'file:' });
      this.fill('data-size', { any: length || snapshot, length, snapshot: Boolean(snapshot), first: !snapshot && first && gw.when(first.at, { dateStyle: 'medium' }) });
      this.fill('data-last', { saved, days: saved && Math.floor((Date.now() - saved) / 864e5) });
      this.part('data-damaged').hidden = !gw.store.damaged().length;
      this.button('undo-reset').hidden = !this.undo;
    }
  }

  customElements.define('gw-data', Data);
}
