import { call } from '../lib/api.js';
import { badge, button, drawOnce, element, emptyItem, field, panel, reconcile, select } from '../lib/dom.js';
import { time } from '../lib/format.js';
import { act, attempt, say } from '../lib/status.js';

const STATES = { DELIVERED: ['Delivered', 'ok'], RETRYING: ['To be repeated', 'wait'], GIVEN_UP: ['Not delivered', 'failed'] };

/** What each webhook was told, how often it took, and whether it is told again. */
export const deliveries = {
  name: 'deliveries',
  title: 'Deliveries',
  open() {
    const webhook = select({ id: 'delivery-webhook', onchange: () => attempt(refresh) }, []);
    const list = element('ol', { class: 'deliveries', 'aria-label': 'Deliveries' });

    async function refresh() {
      const { webhooks } = await call('GET', '/control/resources');
      drawOnce(webhook, webhooks, () => optionsOf(webhooks, webhook.value));
      const { data } = await call(
        'GET',
        `/control/deliveries?limit=50${webhook.value === '' ? '' : `&webhook=${encodeURIComponent(webhook.value)}`}`,
      );
      const names = new Map(webhooks.map(({ token, name }) => [token, name]));
      if (list.querySelector('.empty')) list.replaceChildren();
      reconcile(
        list,
        data,
        (delivery) => `${delivery.webhook} ${delivery.token}`,
        () => element('li', {}),
        (item, delivery) => drawOnce(item, delivery, () => itemOf(delivery, names, refresh)),
      );
      if (data.length === 0) list.replaceChildren(emptyItem('No webhook was told anything yet.'));
    }

    const filter = element('div', { class: 'filter' }, field('Webhook', webhook));
    return { root: panel('Deliveries', { level: 'h1', beside: filter }, list), refresh };
  },
};

function optionsOf(webhooks, chosen) {
  return [['', 'All webhooks'], ...webhooks.map(({ token, name, active }) => [token, `${name}${active ? '' : ' (switched off)'}`])].map(
    ([value, text]) => element('option', { value, selected: value === chosen }, text),
  );
}

function itemOf(delivery, names, refresh) {
  const { webhook, event_type: eventType, token, state, answer, sent, next, fault, time: at } = delivery;
  const [word, look] = STATES[state];
  const often = sent === 1 ? 'sent once' : `sent ${sent} times`;
  return [
    element('span', { class: 'what' }, element('code', {}, eventType), fault ? badge(`fault: ${fault}`, 'wait') : null),
    element('span', {}, badge(word, look), ` ${answer}`),
    element('span', { class: 'muted' }, `${names.get(webhook) ?? webhook} · ${token}`),
    element('span', { class: 'muted' }, `${often} · ${time(at)}${next === undefined ? '' : ` · next ${time(next)}`}`),
    button(
      'Resend',
      (event) =>
        act(event.currentTarget, async () => {
          await call('POST', '/control/deliveries/resend', { webhook, event_type: eventType, token });
          say(`${eventType} was sent again.`);
          await refresh();
        }),
      { 'aria-label': `Resend ${eventType} ${token.slice(0, 8)}` },
    ),
  ];
}
