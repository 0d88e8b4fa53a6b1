import { call } from './api.js';
import { element, field, fillGroups } from './dom.js';

/** A card to choose, with a field that finds one. `always` are options above the cards. */
export function cardChoice(prefix, always = []) {
  let cards = [];
  const search = element('input', {
    id: `${prefix}-search`,
    type: 'search',
    placeholder: 'Holder or last four',
    autocomplete: 'off',
    oninput: draw,
  });
  const list = element('select', { id: `${prefix}-card`, required: always.length === 0 });

  function draw() {
    const wanted = search.value.trim().toLowerCase();
    const found = cards.filter(({ holder, last_four }) => `${holder} ${last_four}`.toLowerCase().includes(wanted));
    const options = found.map((card) => ({
      value: card.token,
      text: `${card.holder} ·· ${card.last_four} · ${card.product ?? ''} · ${card.currency}`,
      state: card.state,
    }));
    fillGroups(list, options, ({ state }) => state, wanted === '' ? always : []);
    if (list.options.length === 0)
      list.append(element('option', { value: '' }, cards.length === 0 ? 'No card was issued yet' : 'No such card'));
  }

  return {
    fields: [field('Find a card', search), field('Card', list)],
    get chosen() {
      return cards.find(({ token }) => token === list.value) ?? null;
    },
    async refresh() {
      const { data } = await call('GET', '/control/cards');
      if (JSON.stringify(data) === JSON.stringify(cards) && list.options.length > 0) return;
      cards = data;
      draw();
    },
  };
}
