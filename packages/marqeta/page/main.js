import { call } from './lib/api.js';
import { element } from './lib/dom.js';
import { time } from './lib/format.js';
import { hashOf, here } from './lib/route.js';
import { say } from './lib/status.js';
import { buy } from './tabs/buy.js';
import { clock } from './tabs/clock.js';
import { deliveries } from './tabs/deliveries.js';
import { faults } from './tabs/faults.js';
import { messages } from './tabs/messages.js';
import { purchases } from './tabs/purchases.js';
import { resources } from './tabs/resources.js';
import { scenarios } from './tabs/scenarios.js';

const TABS = [buy, purchases, messages, deliveries, scenarios, clock, faults, resources];
const REFRESH_MS = 2_000;

const $ = (id) => document.getElementById(id);
/** Tabs that were opened stay as they are left. */
const opened = new Map();
let refreshing = null;
let shown = null;

function current() {
  return TABS.find(({ name }) => name === here().tab) ?? buy;
}

/** Opens the tab that the address names. */
async function show() {
  const tab = current();
  // What was said belongs to the tab where it was done.
  if (shown !== null && shown !== tab) {
    say();
    scrollTo(0, 0);
  }
  shown = tab;
  if (!opened.has(tab.name)) {
    const view = tab.open();
    view.root.setAttribute('aria-busy', 'true');
    opened.set(tab.name, view);
    $('main').append(view.root);
  }
  for (const [name, { root }] of opened) root.hidden = name !== tab.name;
  for (const link of $('tabs').querySelectorAll('a')) {
    if (link.dataset.tab === tab.name) {
      link.setAttribute('aria-current', 'page');
      link.scrollIntoView({ block: 'nearest', inline: 'center' });
    } else link.removeAttribute('aria-current');
  }
  document.title = `${tab.title} · Marqeta emulator`;
  opened.get(tab.name).choose?.(here().subject);
  // What is being loaded is of the tab before.
  await refreshing;
  await refresh();
}

async function refresh() {
  if (refreshing !== null) return refreshing;
  refreshing = load().finally(() => (refreshing = null));
  return refreshing;
}

async function load() {
  const view = opened.get(current().name);
  try {
    await Promise.all([drawHeader(), view.refresh()]);
    view.root.removeAttribute('aria-busy');
    $('alert').replaceChildren();
  } catch (error) {
    $('alert').replaceChildren(`The emulator does not answer: ${error.message}. It is asked again.`);
  }
}

async function drawHeader() {
  const [clockState, pending, shoppers, { data: on }] = await Promise.all([
    call('GET', '/control/clock'),
    call('GET', '/control/pending'),
    call('GET', '/control/shoppers'),
    call('GET', '/control/faults'),
  ]);
  $('clock').textContent = `${time(clockState.now)}${clockState.mode === 'real' ? '' : ` (${clockState.mode})`}`;
  $('waiting').textContent = String(pending.webhooks.waiting);
  $('faults-on').textContent = String(on.length);
  if (document.activeElement !== $('per-minute')) $('per-minute').value = String(shoppers.per_minute);
}

$('tabs').append(...TABS.map(({ name, title }) => element('li', {}, element('a', { href: hashOf(name), 'data-tab': name }, title))));
$('per-minute').addEventListener('change', (event) => {
  void call('PUT', '/control/shoppers', { per_minute: Number(event.currentTarget.value) }).then(refresh);
});
addEventListener('hashchange', () => void show());
setInterval(() => {
  if ($('follow').checked && document.visibilityState === 'visible') void refresh();
}, REFRESH_MS);
await show();
