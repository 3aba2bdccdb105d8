'use strict';
{
  // <gw-today>, on the home page: days to the exam, cards due, what waits, and ten questions at a press. The reader's
  // log and the study code are loaded only when there is progress to show; a new reader gets the two links of the page
  // alone.

  class Today extends HTMLElement {
    async connectedCallback() {
      await gw.shelf.ready;
      if (!gw.shelf.keys('log:').length && !gw.shelf.keys('snap:').length) return;
      for (const script of this.dataset.scripts.trim().split(' ')) await gw.load(script);
      await Promise.all([gw.bank.open(), gw.store.ready]);
      this.tell();
      gw.on('log', () => this.tell());
    }

    tell() {
      const bank = gw.shard('bank');
      const state = gw.store.state();
      const now = Date.now();
      const today = gw.fsrs.studyDay(now);
      const wishes = { now, today, ...gw.fold.settings(state) };
      const left = wishes.exam - today;
      const open = Object.keys(state.attempts).filter(id => !state.settings[`reviewed:${id}`]);
      const saved = state.settings.saved?.value ?? 0;
      const since = gw.store.log().events.filter(({ at }) => at > saved).length;
      const facts = {
        exam: wishes.exam !== null && left >= 0 && { left },
        ...gw.bank.due(state, wishes),
        results: open.length && { count: open.length, last: open.at(-1) },
        since: since > 100 && now - saved > 7 * 864e5 && since,
      };
      gw.fill(this.querySelector('.gw-today-told'), Object.values(facts).some(Boolean) && facts);
      this.querySelector('.gw-today-set').hidden = facts.exam;
      this.domains(gw.mastery(bank, state.answers, today));
    }

    /** Mastery of each domain, beside the bars whose widths are the weights. */
    domains(tasks) {
      for (const line of document.querySelectorAll('.gw-domains [data-domain]')) {
        const own = tasks.filter(({ domain, n }) => n && domain === line.dataset.domain);
        const n = own.reduce((sum, task) => sum + task.n, 0);
        const mean = own.reduce((sum, task) => sum + task.mean * task.n, 0) / n;
        gw.fill(line.querySelector('.gw-known'), n && { n, mean });
      }
    }
  }

  customElements.define('gw-today', Today);
}
