import { call } from '../lib/api.js';
import { badge, button, drawOnce, element, emptyItem, field, panel, reconcile, select } from '../lib/dom.js';
import { time } from '../lib/format.js';
import { act, say } from '../lib/status.js';

const PLACES = [
  ['webhook', 'Deliveries to webhooks'],
  ['gateway', 'Questions to the gateway'],
  ['api', 'Calls of the API'],
];
const MATCHES = { webhook: 'transaction.**', gateway: 'pgfs.authorization', api: 'POST /v3/cards' };
/** Kinds that wait: for them the field of the delay has a meaning. */
const WAITING = ['delay', 'duplicate', 'reorder', 'batch'];

/** What goes wrong on purpose. */
export const faults = {
  name: 'faults',
  title: 'Faults',
  open() {
    let possible = {};
    const on = select({ id: 'fault-on', onchange: drawKinds }, PLACES);
    const kind = select({ id: 'fault-kind', onchange: drawFields }, []);
    const match = element('input', {
      id: 'fault-match',
      autocomplete: 'off',
      placeholder: MATCHES.webhook,
      'aria-describedby': 'fault-match-help',
    });
    const when = select({ id: 'fault-when' }, [
      ['before', 'Before it takes effect'],
      ['after', 'After it took effect: only the answer suffers'],
    ]);
    const probability = element('input', {
      id: 'fault-probability',
      type: 'number',
      min: '0',
      max: '100',
      step: 'any',
      value: '100',
      required: true,
    });
    const count = element('input', { id: 'fault-count', type: 'number', min: '1', placeholder: 'Without end' });
    const delay = element('input', { id: 'fault-delay', type: 'number', min: '0', max: '600000', value: '1000' });
    const status = element('input', { id: 'fault-status', type: 'number', min: '400', max: '599', value: '500' });
    const fields = { when: field('When', when), delay: field('Milliseconds', delay), status: field('Status', status) };
    const list = element('ol', { class: 'faults', 'aria-label': 'Faults that are on' });
    const clear = button('Remove all', (event) =>
      act(event.currentTarget, () => change('DELETE', '/control/faults', 'All faults are off.')),
    );

    function drawKinds() {
      match.placeholder = MATCHES[on.value];
      const kinds = possible[on.value] ?? {};
      kind.replaceChildren(...Object.keys(kinds).map((name) => element('option', { value: name }, name.replaceAll('_', ' '))));
      drawFields();
    }

    function drawFields() {
      fields.when.hidden = possible[on.value]?.[kind.value]?.when !== true;
      fields.delay.hidden = !WAITING.includes(kind.value);
      fields.status.hidden = kind.value !== 'error';
    }

    const wanted = () => ({
      on: on.value,
      kind: kind.value,
      probability: Number(probability.value) / 100,
      ...(match.value.trim() === '' ? {} : { match: match.value.trim() }),
      ...(count.value === '' ? {} : { count: Number(count.value) }),
      ...(fields.when.hidden ? {} : { when: when.value }),
      ...(fields.delay.hidden ? {} : { delay_ms: Number(delay.value) }),
      ...(fields.status.hidden ? {} : { status: Number(status.value) }),
    });

    async function change(method, path, words, body) {
      await call(method, path, body);
      say(words);
      await refresh();
    }

    async function refresh() {
      const answer = await call('GET', '/control/faults');
      possible = answer.possible;
      if (kind.options.length === 0) drawKinds();
      clear.hidden = answer.data.length === 0;
      if (list.querySelector('.empty')) list.replaceChildren();
      reconcile(
        list,
        answer.data,
        ({ token }) => token,
        () => element('li', {}),
        (item, fault) =>
          drawOnce(item, fault, () =>
            itemOf(fault, () => change('DELETE', `/control/faults/${encodeURIComponent(fault.token)}`, `The fault is off: ${fault.kind}.`)),
          ),
      );
      if (answer.data.length === 0) list.replaceChildren(emptyItem('Nothing goes wrong on purpose.'));
    }

    const form = element(
      'form',
      {
        onsubmit: (event) => {
          event.preventDefault();
          void act(event.submitter, () => change('POST', '/control/faults', `The fault is on: ${kind.value}.`, wanted()));
        },
      },
      field('Strikes', on),
      field('What happens', kind),
      fields.when,
      fields.delay,
      fields.status,
      field('Only these', match),
      element('p', { class: 'muted help', id: 'fault-match-help' }, 'Empty strikes all; * is anything up to a slash, ** anything.'),
      element('div', { class: 'row even' }, field('How often, in %', probability), field('At most, times', count)),
      element('button', { type: 'submit', class: 'primary' }, 'Let it go wrong'),
    );
    return {
      root: element('div', { class: 'columns' }, panel('Faults', { level: 'h1' }, form), panel('On now', { beside: clear }, list)),
      refresh,
    };
  },
};

function itemOf(fault, remove) {
  const { kind, on, match, card_token: card, when, probability, count, until, seen, struck } = fault;
  const limits = [
    probability === 1 ? null : `${Math.round(probability * 1_000) / 10} % of them`,
    count === undefined ? null : `${count} times at most`,
    until === undefined ? null : `until ${time(until)}`,
    when === 'after' ? 'after it took effect' : null,
    card === undefined ? null : `card ${card}`,
  ].filter((part) => part !== null);
  return [
    element('span', { class: 'what' }, badge(kind.replaceAll('_', ' '), 'failed'), ` on ${on} `, element('code', {}, match)),
    element('span', { class: 'muted' }, [`struck ${struck} of ${seen}`, ...limits].join(' · ')),
    button('Remove', (event) => act(event.currentTarget, remove), { 'aria-label': `Remove ${kind} on ${on}` }),
  ];
}
