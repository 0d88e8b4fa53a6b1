import { call } from '../lib/api.js';
import { badge, drawOnce, element, emptyItem, panel, reconcile } from '../lib/dom.js';
import { money } from '../lib/format.js';
import { purchaseView, shownAmount } from '../lib/purchase.js';
import { go } from '../lib/route.js';

/** What was bought, newest first; of the chosen one all that happened. */
export const purchases = {
  name: 'purchases',
  title: 'Purchases',
  open() {
    let chosen = null;
    const list = element('ol', { class: 'purchases', id: 'purchases' });
    const view = purchaseView('Choose a purchase to see its messages and what went over the wire.', refresh);

    async function refresh() {
      const { data } = await call('GET', '/control/purchases?limit=60');
      if (list.querySelector('.empty')) list.replaceChildren();
      reconcile(list, data, ({ token }) => token, makeItem, updateItem);
      if (data.length === 0) list.replaceChildren(emptyItem('Nothing was bought yet. Buy something, or play a scenario.'));
      await view.show(chosen);
    }

    const makeItem = ({ token }) =>
      element('li', {}, element('button', { type: 'button', onclick: () => go('purchases', token === chosen ? null : token) }));

    function updateItem(item, purchase) {
      const shown = item.firstElementChild;
      shown.setAttribute('aria-current', String(purchase.token === chosen));
      drawOnce(shown, [purchase.state, shownAmount(purchase), purchase.refunded], () => itemOf(purchase));
    }

    return {
      root: element('div', { class: 'columns' }, panel('Purchases', { level: 'h1' }, list), view.section),
      refresh,
      choose(token) {
        chosen = token;
      },
    };
  },
};

function itemOf(purchase) {
  const why = purchase.state === 'DECLINED' ? ` · ${purchase.response?.memo ?? ''}` : purchase.refunded > 0 ? ' · refunded' : '';
  return [
    element('span', {}, purchase.merchant ?? 'Merchant'),
    element('span', { class: 'amount' }, money(shownAmount(purchase), purchase.currency)),
    element('small', {}, `${purchase.holder} ·· ${purchase.last_four}${why}`),
    badge(purchase.state),
  ];
}
