import { call, simulate } from './api.js';
import { badge, button, drawOnce, element, emptyItem, panel, reconcile } from './dom.js';
import { exchangeDetails } from './exchange.js';
import { cents, money, time } from './format.js';
import { act, sayTransaction } from './status.js';

const isHeld = (purchase) => purchase.state === 'PENDING' && purchase.side === 'DEBIT';

/** What can follow a purchase in its state, as a merchant's terminal or bank would send it. */
const ACTIONS = [
  { name: 'Clear', when: isHeld, run: (p) => simulate('authorization.clearing', { preceding: p.token, amount: p.held }) },
  {
    name: 'Clear with 18 % tip',
    when: isHeld,
    run: (p) => simulate('authorization.clearing', { preceding: p.token, amount: cents(p.held * 1.18) }),
  },
  {
    name: 'Increment by a quarter',
    when: isHeld,
    run: (p) => simulate('authorization.incremental', { preceding: p.token, amount: cents(p.authorized * 0.25) }),
  },
  { name: 'Reverse', when: isHeld, run: (p) => simulate('authorization.reversal', { preceding: p.token, amount: p.held }) },
  { name: 'Reverse half', when: isHeld, run: (p) => simulate('authorization.reversal', { preceding: p.token, amount: cents(p.held / 2) }) },
  { name: 'Let it expire', when: isHeld, run: (p) => call('POST', `/control/purchases/${encodeURIComponent(p.token)}/expire`, {}) },
  {
    name: 'Refund',
    when: (p) => p.cleared > p.refunded && p.side === 'DEBIT',
    run: (p) => simulate('refund', { preceding: p.token, amount: cents(p.cleared - p.refunded) }),
  },
];

export const shownAmount = ({ cleared, authorized }) => (cleared > 0 ? cleared : authorized);

/** A purchase with what can follow it, its messages, and what of it went over the wire. `show` draws another one, or none. */
export function purchaseView(nothing, onChange) {
  const summary = element('p', { class: 'summary' });
  const actions = element('div', { class: 'actions' });
  const messages = element('ol', { class: 'messages', 'aria-label': 'Messages of the purchase' });
  const exchanges = element('ol', { class: 'exchanges', 'aria-label': 'Over the wire' });
  const section = panel('Over the wire', { look: 'wire' }, summary, actions, messages, exchanges);

  async function show(token) {
    if (token === null) return drawNothing();
    const path = encodeURIComponent(token);
    const [purchase, { data }] = await Promise.all([
      call('GET', `/control/purchases/${path}`),
      call('GET', `/control/exchanges?limit=100&purchase=${path}`),
    ]);
    drawOnce(summary, [purchase.token, purchase.state], () => summaryOf(purchase));
    drawOnce(actions, [purchase.token, purchase.state, purchase.held, purchase.cleared, purchase.refunded], () => actionsOf(purchase));
    drawOnce(messages, purchase.messages, () => purchase.messages.map((message) => messageItem(message, purchase.currency)));
    if (exchanges.querySelector('.empty')) exchanges.replaceChildren();
    reconcile(
      exchanges,
      data,
      ({ id }) => id,
      (exchange) => element('li', {}, exchangeDetails(exchange)),
    );
    if (data.length === 0) exchanges.replaceChildren(emptyItem('Nothing of it has gone over the wire.'));
  }

  function drawNothing() {
    drawOnce(summary, [], () => [nothing]);
    for (const part of [actions, messages, exchanges]) drawOnce(part, [], () => []);
    exchanges.replaceChildren();
  }

  const actionsOf = (purchase) =>
    ACTIONS.filter(({ when }) => when(purchase)).map(({ name, run }) =>
      button(name, (event) =>
        act(event.currentTarget, async () => {
          sayTransaction((await run(purchase)).transaction);
          await onChange();
        }),
      ),
    );

  return { section, show };
}

function summaryOf({ token, merchant, holder, last_four, state, response }) {
  const why = state === 'DECLINED' ? ` ${response?.code ?? ''} ${response?.memo ?? ''}` : '';
  return [badge(state), `${why} ${merchant ?? 'Merchant'} · ${holder} ·· ${last_four} `, element('code', {}, token)];
}

function messageItem({ type, state, amount, response, time: at }, currency) {
  return element(
    'li',
    {},
    element('code', {}, type),
    badge(state),
    element('span', {}, money(amount, currency)),
    element('span', { class: 'muted' }, `${response?.code ?? ''} ${response?.memo ?? ''}`.trim()),
    element('span', { class: 'muted' }, time(at)),
  );
}
