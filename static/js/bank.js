'use strict';
{
  // The question bank and the cards as the build wrote them (`src/render/bank.rs`): what is there, and the HTML of one
  // question, scenario or card. Scripts of the site, loaded when first asked for.

  const file = document.documentElement.dataset.bank;
  let opened = null;
  /** The bank as an exam has it, and the exam's code. */
  let made = {};

  const open = () => (opened ??= gw.load(file).then(() => {
    const all = gw.shard('bank');
    gw.store.rename(Object.fromEntries(all.questions.flatMap(({ id, was = [] }) => was.map(old => [old, id]))));
  }));

  async function html({ shard }, id) {
    if (!gw.shard(shard)) await gw.load(gw.bank.here.shards[shard]);
    return gw.nodes(gw.shard(shard)[id]).firstElementChild;
  }

  gw.bank = {
    open,
    /** The open bank as the reader's exam has it. */
    get here() {
      const code = gw.exam?.();
      if (!made.bank || made.code !== code) made = { code, bank: gw.exams.under(gw.shard('bank'), code) };
      return made.bank;
    },
    /** A new `<gw-question>` in a list, after the scenario of its case if it has one. */
    question(id) {
      const { question, group } = gw.bank.here;
      const line = question.get(id);
      const scenario = group.get(line.case);
      return Promise.all([...(scenario ? [html(scenario, `case:${line.case}`)] : []), html(line, id)]);
    },
    /** A card, both sides. */
    card: id => html(gw.bank.here.card.get(id), id),
  };
}
