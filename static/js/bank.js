'use strict';
{
  // The question bank and the cards as the build wrote them (`src/render/bank.rs`): what is there, and the HTML of one
  // question, scenario or card. Scripts of the site, loaded when first asked for.

  const file = document.documentElement.dataset.bank;
  let opened = null;

  /** The bank with look-up tables `question`, `card`, `group`; the shard `bank` once it is open. */
  const open = () => (opened ??= gw.load(file).then(() => {
    const bank = gw.shard('bank');
    const byId = list => new Map(list.map(each => [each.id, each]));
    gw.store.rename(Object.fromEntries(bank.questions.flatMap(({ id, was = [] }) => was.map(old => [old, id]))));
    return Object.assign(bank, { question: byId(bank.questions), card: byId(bank.cards), group: byId(bank.cases) });
  }));

  async function html({ shard }, id) {
    if (!gw.shard(shard)) await gw.load(gw.shard('bank').shards[shard]);
    return gw.nodes(gw.shard(shard)[id]).firstElementChild;
  }

  gw.bank = {
    open,
    /** A new `<gw-question>` in a list, after the scenario of its case if it has one. */
    question(id) {
      const { question, group } = gw.shard('bank');
      const line = question.get(id);
      const scenario = group.get(line.case);
      return Promise.all([...(scenario ? [html(scenario, `case:${line.case}`)] : []), html(line, id)]);
    },
    /** A card, both sides. */
    card: id => html(gw.shard('bank').card.get(id), id),
  };
}
