'use strict';
{
  // The question bank and the cards as the build wrote them (`src/render/bank.rs`): what is there, and the HTML of one
  // question, scenario or card. Scripts of the site, loaded when first asked for.

  const file = document.documentElement.dataset.bank;
  let opened = null;

  /** The bank with look-up tables `question`, `card`; nothing for a book without questions and cards. */
  const open = () => (opened ??= file ? gw.load(file).then(read) : Promise.resolve(null));

  function read() {
    const bank = gw.shard('bank');
    const byId = list => new Map(list.map(each => [each.id, each]));
    return Object.assign(bank, { question: byId(bank.questions), card: byId(bank.cards), group: byId(bank.cases) });
  }

  async function html(shard, id) {
    const bank = await open();
    if (!gw.shard(shard)) await gw.load(bank.shards[shard]);
    return gw.nodes(gw.shard(shard)[id]).firstElementChild;
  }

  gw.bank = {
    open,
    /** A new `<gw-question>`. */
    question: async id => html((await open()).question.get(id).shard, id),
    /** The scenario of a case. */
    scenario: async id => html((await open()).group.get(id).shard, `case:${id}`),
    /** A card, both sides. */
    card: async id => html((await open()).card.get(id).shard, id),
  };
}
