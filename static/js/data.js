'use strict';
{
  // <gw-data>: where the reader's progress lies, a copy of it as a file, a copy brought in, starting over. A file is
  // looked at first and added only when the reader says so; what was there before is kept as a file of its own key until
  // the next one comes in.

  const FAULTS = {
    'too-large': 'The file is larger than 20 MB, so it is not a copy of progress.',
    'not-json': 'The file is not a copy of progress: it is not JSON.',
    'not-progress': 'The file is not a copy of progress.',
    newer: 'The file was made by a newer edition of this guide. Bring it into that one.',
    'other-book': 'The file belongs to another book.',
    damaged: 'The file is damaged: its checksum does not fit. Nothing was added.',
  };
  const RESETS = { 'reset-cards': ['cards'], 'reset-answers': ['answers', 'recall'] };
  const DAYS = 864e5;

  class Data extends HTMLElement {
    async show() {
      this.bank ??= await this.prepare();
      this.draw();
    }

    async prepare() {
      const bank = await gw.bank.open();
      this.fault = this.querySelector('.gw-data-fault');
      this.incoming = this.querySelector('.gw-incoming');
      this.addEventListener('click', ({ target }) => this.pressed(target.closest('[data-do]')?.dataset.do));
      this.querySelector('[name="file"]').addEventListener('change', async ({ target }) => {
        const [file] = target.files;
        if (file) this.look(await file.text());
        target.value = '';
      });
      gw.on('log', () => { if (!this.closest('section').hidden) this.draw(); });
      return bank;
    }

    text() {
      const { events, snapshot } = gw.store.log();
      return gw.backup.save(gw.book, new Date().toISOString(), events, snapshot);
    }

    file(kind, end) { return `${gw.book}-${kind}-${new Date().toISOString().slice(0, 10)}.${end}`; }

    look(text) {
      this.fault.textContent = '';
      const { events, snapshot } = gw.store.log();
      const known = new Set([...this.bank.question.keys(), ...this.bank.card.keys()]);
      const found = gw.backup.read(text, { book: gw.book, events, snapshot, known });
      this.found = found.error ? null : found;
      this.incoming.hidden = Boolean(found.error);
      if (found.error) {
        this.fault.textContent = FAULTS[found.error];
        return;
      }
      const { added, same, changed, unknown } = found.summary;
      const words = [`${added} new`, `${same} already here`, changed && `${changed} differ`, unknown.length && `${unknown.length} about questions or cards this edition does not have; they are kept`];
      this.incoming.querySelector('p').textContent = `${words.filter(Boolean).join(', ')}.`;
    }

    pressed(what) {
      const { events } = gw.store.log();
      if (what === 'export') {
        gw.download(this.file('progress', 'json'), this.text(), 'application/json');
        gw.store.add('setting', { item: 'saved', value: Date.now() });
      }
      if (what === 'csv') gw.download(this.file('answers', 'csv'), gw.backup.csv(events), 'text/csv');
      if (what === 'copy') navigator.clipboard.writeText(this.text()).then(() => gw.say('Copied'), () => { this.fault.textContent = 'The browser did not allow the copy. Save the file instead.'; });
      if (what === 'paste') this.look(this.querySelector('[name="text"]').value);
      if (what === 'take') {
        gw.shelf.set('before-import', this.text());
        gw.store.take(this.found, 'file');
        const { added } = this.found.summary;
        this.refuse();
        gw.say(`${added} added`);
        this.fault.textContent = `${added} added.`;
      }
      if (what === 'refuse') this.refuse();
      if (what === 'damaged') gw.download(this.file('damaged', 'txt'), gw.store.damaged().map(pair => pair.join('\n')).join('\n\n'), 'text/plain');
      if (RESETS[what]) this.undo = gw.store.add('reset', { scope: RESETS[what] });
      if (what === 'undo-reset') {
        gw.store.add('reset', { scope: ['event'], item: this.undo.id });
        this.undo = null;
      }
      const erase = this.querySelector('.gw-erase');
      if (what === 'erase') {
        erase.hidden = false;
        erase.querySelector('[data-do="keep"]').focus();
      }
      if (what === 'keep') erase.hidden = true;
      if (what === 'erase-now') {
        gw.store.erase();
        erase.hidden = true;
        gw.say('Everything is erased');
      }
      if (what) this.draw();
    }

    refuse() {
      this.found = null;
      this.incoming.hidden = true;
    }

    draw() {
      const { events, snapshot } = gw.store.log();
      const where = {
        page: location.protocol === 'file:'
          ? 'Your progress is kept by this browser for all pages opened from folders. Any other page opened from this computer’s disk in this browser could read it. No name and nothing about you is in it.'
          : 'Your progress is kept by this browser for this site and leaves it only when you save a copy. Some browsers clear it when a site was not visited for a week, so save a copy now and then.',
        hub: 'Your progress is kept by this browser for this very folder. When the folder is moved or renamed, the browser shows none of it: save a copy first and bring it in again.',
        none: 'This browser keeps nothing for this page, as in a private window. Your progress holds until you close it: save a copy before.',
      };
      this.querySelector('.gw-data-where').textContent = where[gw.shelf.kind];
      const first = events[0] && new Date(events[0].at).toLocaleDateString(document.documentElement.lang, { dateStyle: 'medium' });
      this.querySelector('.gw-data-size').textContent = events.length || snapshot
        ? `${events.length} entries${snapshot ? ' and a summary of older ones' : first ? ` since ${first}` : ''}.` : 'Nothing is kept yet.';
      const saved = gw.store.state().settings.saved?.value;
      const days = saved ? Math.floor((Date.now() - saved) / DAYS) : null;
      this.querySelector('.gw-data-last').textContent = days === null ? 'No copy was saved yet.' : days === 0 ? 'The last copy was saved today.' : `The last copy was saved ${days} ${days === 1 ? 'day' : 'days'} ago.`;
      this.querySelector('.gw-data-damaged').hidden = gw.store.damaged().length === 0;
      this.querySelector('[data-do="undo-reset"]').hidden = !this.undo;
    }
  }

  customElements.define('gw-data', Data);
}
