import { call, simulate } from '../lib/api.js';
import { cardChoice } from '../lib/cards.js';
import { element, field, fillGroups, panel, select } from '../lib/dom.js';
import { purchaseView } from '../lib/purchase.js';
import { act, sayTransaction } from '../lib/status.js';

const KINDS = [
  ['authorization', 'Authorization'],
  ['preauthorization', 'Pre-authorization'],
  ['refund', 'Refund without purchase'],
  ['pindebit', 'PIN debit, posted at once'],
  ['check', 'Account check, 0.00'],
];
/** What is sent for a kind that is not an event of its own. */
const EVENTS = { preauthorization: 'authorization', check: 'authorization' };

/** Somebody buys by hand. */
export const buy = {
  name: 'buy',
  title: 'Buy',
  open() {
    let last = null;
    const choice = cardChoice('buy');
    const merchant = element('select', { id: 'merchant', required: true });
    const amount = element('input', {
      id: 'amount',
      required: true,
      inputmode: 'decimal',
      autocomplete: 'off',
      pattern: '\\d{1,9}(\\.\\d{1,4})?',
      value: '24.90',
    });
    const kind = select({ id: 'kind' }, KINDS);
    const view = purchaseView('What you buy is shown here: the question to the gateway, its answer, and what webhooks are told.', refresh);
    const form = element(
      'form',
      { onsubmit: submit },
      ...choice.fields,
      field('Merchant', merchant),
      element('div', { class: 'row' }, field('Amount', amount), field('As', kind)),
      element('button', { type: 'submit', class: 'primary' }, 'Buy'),
    );

    function submit(event) {
      event.preventDefault();
      const card = choice.chosen;
      if (card === null) return;
      void act(event.submitter, async () => {
        const { transaction } = await simulate(EVENTS[kind.value] ?? kind.value, {
          card_token: card.token,
          amount: kind.value === 'check' ? '0' : amount.value,
          currency: card.currency,
          merchant: merchant.value,
          is_preauthorization: kind.value === 'preauthorization',
        });
        last = transaction.token;
        sayTransaction(transaction);
        await refresh();
      });
    }

    async function refresh() {
      await Promise.all([choice.refresh(), merchant.options.length === 0 ? loadMerchants(merchant) : null, view.show(last)]);
    }

    return { root: element('div', { class: 'columns' }, panel('Buy something', { level: 'h1' }, form), view.section), refresh };
  },
};

async function loadMerchants(list) {
  const { data } = await call('GET', '/control/merchants');
  const options = data.map(({ key, acceptor }) => ({
    value: key,
    text: `${acceptor.name} · ${acceptor.city} · MCC ${acceptor.mcc}`,
    country: acceptor.country_code,
  }));
  fillGroups(list, options, ({ country }) => country);
}
