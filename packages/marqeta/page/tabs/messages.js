import { call } from '../lib/api.js';
import { button, element, emptyItem, field, panel, reconcile, select } from '../lib/dom.js';
import { exchangeDetails } from '../lib/exchange.js';
import { act, attempt } from '../lib/status.js';

const PAGE = 40;

/** Every call, question and delivery as it went over the wire, newest first. */
export const messages = {
  name: 'messages',
  title: 'Messages',
  open() {
    let older = [];
    const kind = select({ id: 'message-kind', onchange: restart }, [
      ['', 'Everything'],
      ['gateway', 'Questions to the gateway'],
      ['webhook', 'Deliveries to webhooks'],
      ['api', 'Calls of the API'],
    ]);
    const list = element('ol', { class: 'exchanges', 'aria-label': 'Messages' });
    const more = button('Older messages', (event) => act(event.currentTarget, loadOlder), { hidden: true });

    const page = (before) =>
      call(
        'GET',
        `/control/exchanges?limit=${PAGE}${kind.value === '' ? '' : `&kind=${kind.value}`}${before === null ? '' : `&before=${before}`}`,
      );

    async function loadOlder() {
      const last = list.lastElementChild?.dataset.key;
      const { data } = await page(last);
      older = [...older, ...data];
      more.hidden = data.length < PAGE;
      await refresh();
    }

    function restart() {
      older = [];
      list.replaceChildren();
      void attempt(refresh);
    }

    async function refresh() {
      const { data } = await page(null);
      const shown = [...new Map([...data, ...older].map((exchange) => [exchange.id, exchange])).values()];
      if (older.length === 0) more.hidden = data.length < PAGE;
      if (list.querySelector('.empty')) list.replaceChildren();
      reconcile(
        list,
        shown,
        ({ id }) => id,
        (exchange) => element('li', {}, exchangeDetails(exchange)),
      );
      if (shown.length === 0) list.replaceChildren(emptyItem('Nothing has gone over the wire yet.'));
    }

    const filter = element('div', { class: 'filter' }, field('Show', kind));
    return { root: panel('Messages', { level: 'h1', beside: filter }, list, more), refresh };
  },
};
