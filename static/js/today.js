'use strict';
{
  // <gw-today>, on the home page: days to the exam, cards due, what waits, and ten questions at a press. The study code
  // and the bank are loaded only when there is progress to show; a new reader gets the two links alone.

  const { make } = gw;

  class Today extends HTMLElement {
    async connectedCallback() {
      await gw.shelf.ready;
      this.draw([]);
      if (gw.shelf.keys('log:').length + gw.shelf.keys('snap:').length === 0) return;
      for (const script of this.dataset.scripts.split(' ')) await gw.load(script);
      const [bank] = await Promise.all([gw.bank.open(), gw.store.ready]);
      this.tell(bank);
      gw.on('log', () => this.tell(bank));
    }

    tell(bank) {
      const state = gw.store.state();
      const now = Date.now();
      const today = gw.fsrs.studyDay(now);
      const wishes = gw.fold.settings(state);
      const facts = [];
      if (wishes.exam !== null && wishes.exam >= today) facts.push([wishes.exam - today, wishes.exam - today === 1 ? 'day to the exam' : 'days to the exam', '#plan']);
      const cards = gw.fsrs.queue(state.cards, { now, today, ...wishes }).filter(id => bank.card.has(id)).length;
      if (cards) facts.push([cards, cards === 1 ? 'card due' : 'cards due', '#cards']);
      const again = gw.fsrs.queue(state.recall, { now, today, ...wishes }).filter(id => bank.question.has(id) && bank.question.get(id).pool !== 'exam').length;
      if (again) facts.push([again, again === 1 ? 'question to see again' : 'questions to see again', '#practice?which=due']);
      const open = gw.fold.attempts(state).filter(({ id }) => !state.settings[`reviewed:${id}`]);
      const attempts = Object.keys(state.attempts).filter(id => !state.settings[`reviewed:${id}`]);
      if (open.length && attempts.length) facts.push([attempts.length, attempts.length === 1 ? 'result to look through' : 'results to look through', `#result/${attempts.at(-1)}`]);
      const saved = state.settings.saved?.value ?? 0;
      const since = gw.store.log().events.filter(({ at }) => at > saved).length;
      if (since > 100 && now - saved > 7 * 864e5) facts.push([since, 'entries since the last copy', '#data']);
      this.draw(facts);
      if (bank.exam) this.domains(bank, state, today);
    }

    draw(facts) {
      const page = `${gw.root}study.html`;
      const list = facts.map(([count, words, to]) => make('li', make('a', [make('b', String(count)), ' ', make('span', words)], { href: page + to })));
      const buttons = [make('a', 'Ten questions now', { class: 'gw-button', href: `${page}#practice?count=10` })];
      if (!facts.some(([, , to]) => to === '#plan')) buttons.push(make('a', 'Set the day of your exam', { class: 'gw-button', href: `${page}#plan` }));
      this.replaceChildren(
        ...(list.length ? [make('h2', 'Today'), make('ul', list, { class: 'gw-today-facts' })] : []),
        make('p', buttons, { class: 'gw-actions' }));
    }

    /** Mastery of each domain, beside the bars whose widths are the weights. */
    domains(bank, state, today) {
      const tasks = gw.mastery(bank, state.answers, today).filter(({ n }) => n > 0);
      for (const line of document.querySelectorAll('.gw-domains [data-domain]')) {
        const own = tasks.filter(({ domain }) => domain === line.dataset.domain);
        const place = line.querySelector('.gw-domain-state');
        place.querySelector('.gw-known')?.remove();
        if (!own.length) continue;
        const all = own.reduce((sum, { n }) => sum + n, 0);
        const mean = own.reduce((sum, task) => sum + task.mean * task.n, 0) / all;
        place.append(make('span', ` · ${Math.round(mean * 100)} % right at first sight, ${all} ${all === 1 ? 'answer' : 'answers'}`, { class: 'gw-known' }));
      }
    }
  }

  customElements.define('gw-today', Today);
}
