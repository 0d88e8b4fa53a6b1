import { call } from '../lib/api.js';
import { cardChoice } from '../lib/cards.js';
import { badge, button, element, emptyItem, field, panel, reconcile, select } from '../lib/dom.js';
import { hashOf } from '../lib/route.js';
import { act, say } from '../lib/status.js';

/** Stories that the emulator plays, with what must be true after each step. */
export const scenarios = {
  name: 'scenarios',
  title: 'Scenarios',
  open() {
    let shelf = null;
    const choice = cardChoice('scenario', [{ value: '', text: 'A new cardholder, whose card asks the gateway' }]);
    const list = element('ul', { class: 'stories' });
    const results = element('ol', { class: 'results', 'aria-label': 'Results' });
    const text = element('textarea', { id: 'own-scenario', rows: '14', spellcheck: 'false' });
    const begin = select({ id: 'begin-with', onchange: beginAnew }, []);

    async function play(title, body) {
      say(`Playing ${title} …`);
      const card = choice.chosen;
      const result = await call('POST', '/control/scenarios', { ...body, ...(card === null ? {} : { card_token: card.token }) });
      say(badge(result.ok ? 'As expected' : 'Different', result.ok ? 'ok' : 'failed'), ` ${result.scenario}`);
      results.querySelector('.empty')?.remove();
      results.prepend(resultItem(result));
      results.firstElementChild.scrollIntoView({ block: 'nearest' });
      return result;
    }

    const storyItem = ({ name, title, about }) =>
      element(
        'li',
        {},
        button(title, (event) => act(event.currentTarget, () => play(title, { name }))),
        element('p', { class: 'muted' }, about ?? ''),
      );

    async function playAll() {
      let asExpected = 0;
      for (const { name, title } of shelf) if ((await play(title, { name })).ok) asExpected += 1;
      say(badge(`${asExpected} of ${shelf.length}`, asExpected === shelf.length ? 'ok' : 'failed'), ' went as they say');
    }

    function beginAnew() {
      text.value = shelf.find(({ name }) => name === begin.value)?.text ?? '';
    }

    async function refresh() {
      await choice.refresh();
      if (shelf !== null) return;
      shelf = (await call('GET', '/control/scenarios')).data;
      reconcile(list, shelf, ({ name }) => name, storyItem);
      begin.append(...shelf.map(({ name, title }) => element('option', { value: name }, title)));
      beginAnew();
    }

    results.append(emptyItem('Play a scenario: what came of each step is shown here.'));
    const own = element(
      'details',
      { class: 'own' },
      element('summary', {}, 'Write one'),
      field('Begin with', begin),
      field('Scenario in YAML or JSON', text),
      button('Play it', (event) => act(event.currentTarget, () => play('your scenario', { text: text.value }))),
    );
    const all = button('Play all', (event) => act(event.currentTarget, playAll));
    return {
      root: element(
        'div',
        { class: 'columns' },
        panel('Scenarios', { level: 'h1', beside: all }, ...choice.fields, list, own),
        panel('Results', { look: 'aside' }, results),
      ),
      refresh,
    };
  },
};

function resultItem({ scenario, ok, steps, purchases }) {
  return element(
    'li',
    {},
    element('h3', {}, badge(ok ? 'As expected' : 'Different', ok ? 'ok' : 'failed'), ` ${scenario}`),
    element('ol', { class: 'steps' }, ...steps.map(stepItem)),
    element('p', {}, ...purchases.map((token) => element('a', { href: hashOf('purchases', token) }, `Purchase ${token.slice(0, 8)}`))),
  );
}

function stepItem({ step, outcome, ok, line, differences }) {
  const lines = differences.map(({ field: name, expected, actual }) =>
    element('div', { class: 'difference' }, element('dt', {}, name), element('dd', {}, `expected ${expected}, was ${actual}`)),
  );
  return element(
    'li',
    { class: ok ? 'ok' : 'failed' },
    element('span', {}, `${ok ? '✓' : '✗'} ${step}`),
    element('span', { class: 'muted' }, ` → ${outcome}`),
    lines.length === 0 ? null : element('dl', { 'aria-label': `Line ${line}` }, ...lines),
  );
}
