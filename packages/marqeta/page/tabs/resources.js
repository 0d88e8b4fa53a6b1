import { call } from '../lib/api.js';
import { drawOnce, element, empty, field, panel, reconcile, select } from '../lib/dom.js';
import { json } from '../lib/exchange.js';
import { attempt } from '../lib/status.js';

const MOST = 200;

/** What the account has, kind by kind, as it is kept. */
export const resources = {
  name: 'resources',
  title: 'Resources',
  open() {
    const kind = select({ id: 'resource-kind', onchange: () => attempt(refresh) }, []);
    const search = element('input', {
      id: 'resource-search',
      type: 'search',
      autocomplete: 'off',
      placeholder: 'Any text',
      oninput: () => attempt(refresh),
    });
    const list = element('ol', { class: 'exchanges', 'aria-label': 'Resources' });
    const note = element('div', {});

    async function refresh() {
      const { kinds } = await call('GET', '/control/resources');
      drawOnce(kind, kinds, () => optionsOf(kinds, kind.value));
      const { data } = kinds.length === 0 ? { data: [] } : await call('GET', `/control/resources/${kind.value}`);
      const wanted = search.value.trim().toLowerCase();
      const found = data.filter((body) => wanted === '' || JSON.stringify(body).toLowerCase().includes(wanted));
      const shown = found.slice(0, MOST);
      reconcile(list, shown, (body) => `${kind.value}/${body.token}/${body.last_modified_time ?? ''}`, resourceItem);
      drawOnce(note, [found.length, data.length, wanted], () =>
        found.length > MOST
          ? [empty(`The newest ${MOST} of ${found.length} are shown.`)]
          : found.length === 0
            ? [empty(data.length === 0 ? 'There is none.' : 'None of them has this text.')]
            : [],
      );
    }

    const filter = element('div', { class: 'filter' }, field('Kind', kind), field('Find', search));
    return { root: panel('Resources', { level: 'h1', beside: filter }, list, note), refresh };
  },
};

/** Cards are what one looks for most. */
function optionsOf(kinds, chosen) {
  const first = chosen !== '' ? chosen : kinds.some(([name]) => name === 'card') ? 'card' : null;
  return kinds.map(([name, count]) => element('option', { value: name, selected: name === first }, `${name} (${count})`));
}

function resourceItem(body) {
  const inside = element('div', { class: 'bodies single' });
  const names = [body.first_name, body.last_name, body.name, body.business_name_legal, body.last_four].filter(Boolean).join(' ');
  return element(
    'li',
    {},
    element(
      'details',
      {
        ontoggle: (event) => {
          if (event.currentTarget.open && inside.childElementCount === 0) inside.append(json(JSON.stringify(body), 'Resource'));
        },
      },
      element(
        'summary',
        {},
        element('strong', {}, names === '' ? (body.type ?? body.token) : names),
        element('span', { class: 'muted' }, [body.state ?? body.status ?? '', body.token].filter(Boolean).join(' · ')),
      ),
      inside,
    ),
  );
}
