const $ = (id) => document.getElementById(id);
/** What the control API said last. @type {{ cards: any[], merchants: any[], purchases: any[], selected: string | null, exchanges: any[] }} */
const state = { cards: [], merchants: [], purchases: [], selected: null, exchanges: [] };

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const json = text === '' ? {} : JSON.parse(text);
  if (!answer.ok) throw new Error(json.error_message ?? `HTTP ${answer.status}`);
  return json;
}

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const money = (amount, currency) => new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount);
const time = (text) => new Date(text).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const badge = (word, look = word) => element('span', { class: `badge ${look}` }, word);

/** A body with its JSON laid out and coloured; anything else as it came. */
function pretty(text) {
  let laidOut;
  try {
    laidOut = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return [text === '' ? '(empty)' : text];
  }
  const parts = [];
  let from = 0;
  for (const match of laidOut.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|-?\d[\d.eE+-]*|\b(?:true|false|null)\b/g)) {
    parts.push(laidOut.slice(from, match.index));
    const look = match[1] !== undefined ? 'key' : match[0].startsWith('"') ? 'text' : 'value';
    parts.push(element('span', { class: look }, match[0]));
    from = match.index + match[0].length;
  }
  return [...parts, laidOut.slice(from)];
}

/**
 * Draws a list anew without touching what stays: focus, open details and scroll positions survive a refresh.
 * `make` gives a new child, `update` brings a child that stays up to date.
 */
function reconcile(list, items, keyOf, make, update) {
  const wanted = new Set(items.map((item) => String(keyOf(item))));
  for (const child of [...list.children]) if (!wanted.has(child.dataset.key)) child.remove();
  const present = new Map([...list.children].map((child) => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = String(keyOf(item));
    const child = present.get(key) ?? make(item);
    child.dataset.key = key;
    if (list.children[index] !== child) list.insertBefore(child, list.children[index] ?? null);
    update(child, item);
  });
}

/** Keeps the choice when a list is drawn again. */
function fill(list, options, group) {
  const before = list.value;
  const groups = Map.groupBy(options, group);
  list.replaceChildren(
    ...[...groups].map(([label, members]) =>
      element('optgroup', { label }, ...members.map(({ value, text }) => element('option', { value }, text))),
    ),
  );
  if (options.some(({ value }) => value === before)) list.value = before;
}

function drawCards() {
  const wanted = $('card-search').value.trim().toLowerCase();
  const found = state.cards.filter(({ holder, last_four }) => `${holder} ${last_four}`.toLowerCase().includes(wanted));
  const options = found.map((card) => ({
    value: card.token,
    text: `${card.holder} ·· ${card.last_four} · ${card.product ?? ''} · ${card.currency}`,
    state: card.state,
  }));
  fill($('card'), options, (option) => option.state);
}

async function loadShop() {
  const [cards, merchants] = await Promise.all([call('GET', '/control/cards'), call('GET', '/control/merchants')]);
  state.cards = cards.data;
  state.merchants = merchants.data;
  drawCards();
  fill(
    $('merchant'),
    state.merchants.map(({ key, acceptor }) => ({
      value: key,
      text: `${acceptor.name} · ${acceptor.city} · MCC ${acceptor.mcc}`,
      country: acceptor.country_code,
    })),
    (option) => option.country,
  );
}

function drawPurchases() {
  const list = $('purchases');
  if (state.purchases.length === 0) {
    list.replaceChildren(element('li', { class: 'empty' }, 'Nothing was bought yet. Choose a card and buy something.'));
    return;
  }
  reconcile(
    list,
    state.purchases,
    ({ token }) => token,
    ({ token }) => element('li', {}, element('button', { type: 'button', onclick: () => select(token) })),
    (item, purchase) => {
      const button = item.firstElementChild;
      button.setAttribute('aria-current', String(purchase.token === state.selected));
      const look = JSON.stringify([purchase.state, shownAmount(purchase), purchase.refunded]);
      if (button.dataset.look === look) return;
      button.dataset.look = look;
      const why = purchase.state === 'DECLINED' ? ` · ${purchase.response?.memo ?? ''}` : purchase.refunded > 0 ? ' · refunded' : '';
      button.replaceChildren(
        element('span', {}, purchase.merchant ?? 'Merchant'),
        element('span', { class: 'amount' }, money(shownAmount(purchase), purchase.currency)),
        element('small', {}, `${purchase.holder} ·· ${purchase.last_four}${why}`),
        badge(purchase.state),
      );
    },
  );
}

const shownAmount = ({ cleared, authorized }) => (cleared > 0 ? cleared : authorized);

const simulate = (event, body) => call('POST', '/control/simulate', { event, ...body });

/** What can follow a purchase in its state, as a merchant's terminal or bank would send it. */
const ACTIONS = [
  {
    name: 'Clear',
    when: (p) => p.state === 'PENDING' && p.side === 'DEBIT',
    run: (p) => simulate('authorization.clearing', { preceding: p.token, amount: p.held }),
  },
  {
    name: 'Clear with 18 % tip',
    when: (p) => p.state === 'PENDING' && p.side === 'DEBIT',
    run: (p) => simulate('authorization.clearing', { preceding: p.token, amount: cents(p.held * 1.18) }),
  },
  {
    name: 'Increment by a quarter',
    when: (p) => p.state === 'PENDING' && p.side === 'DEBIT',
    run: (p) => simulate('authorization.incremental', { preceding: p.token, amount: cents(p.authorized * 0.25) }),
  },
  {
    name: 'Reverse',
    when: (p) => p.state === 'PENDING' && p.side === 'DEBIT',
    run: (p) => simulate('authorization.reversal', { preceding: p.token, amount: p.held }),
  },
  {
    name: 'Reverse half',
    when: (p) => p.state === 'PENDING' && p.side === 'DEBIT',
    run: (p) => simulate('authorization.reversal', { preceding: p.token, amount: cents(p.held / 2) }),
  },
  {
    name: 'Refund',
    when: (p) => p.cleared > p.refunded && p.side === 'DEBIT',
    run: (p) => simulate('refund', { preceding: p.token, amount: cents(p.cleared - p.refunded) }),
  },
];
const cents = (amount) => Math.round(amount * 100) / 100;

function drawSelected() {
  const purchase = state.purchases.find(({ token }) => token === state.selected);
  const actions = $('actions');
  $('wire-subject').textContent =
    purchase === undefined ? 'everything, newest first' : `${purchase.merchant} · ${purchase.token.slice(0, 8)}`;
  $('wire-subject').title = purchase?.token ?? '';
  const possible = purchase === undefined ? [] : ACTIONS.filter(({ when }) => when(purchase));
  actions.hidden = possible.length === 0;
  actions.replaceChildren(
    ...possible.map(({ name, run }) =>
      element('button', { type: 'button', onclick: (event) => act(event.currentTarget, () => run(purchase)) }, name),
    ),
  );
  $('messages').replaceChildren(
    ...(purchase?.messages ?? []).map((message) =>
      element(
        'li',
        {},
        element('code', {}, message.type),
        badge(message.state),
        element('span', {}, money(message.amount, purchase.currency)),
        element('span', { class: 'muted' }, `${message.response?.code ?? ''} ${message.response?.memo ?? ''}`.trim()),
        element('span', { class: 'muted' }, time(message.time)),
      ),
    ),
  );
}

function drawExchanges() {
  const list = $('exchanges');
  if (state.exchanges.length === 0) {
    list.replaceChildren(element('li', { class: 'empty' }, 'Nothing has gone over the wire yet.'));
    return;
  }
  reconcile(
    list,
    state.exchanges,
    ({ id }) => id,
    (exchange) => element('li', {}, exchangeDetails(exchange)),
    () => undefined,
  );
}

/** One request and its answer; the bodies are laid out when somebody looks. */
function exchangeDetails(exchange) {
  const status = exchange.response?.status;
  const fine = status === 200 || (status === 402 && exchange.kind === 'gateway');
  const body = element('div', { class: 'bodies' });
  const side = (title, text, label) =>
    element('div', {}, element('h3', {}, title), element('pre', { tabindex: '0', 'aria-label': label }, ...pretty(text)));
  return element(
    'details',
    {
      ontoggle: (event) => {
        if (!event.currentTarget.open || body.childElementCount > 0) return;
        body.append(
          side(`Request · POST ${exchange.url}`, exchange.request.body, 'Request body'),
          side(`Answer · ${status ?? exchange.error}`, exchange.response?.body ?? '', 'Answer body'),
        );
      },
    },
    element(
      'summary',
      {},
      badge(String(status ?? exchange.error), fine ? 'ok' : 'failed'),
      element('strong', {}, exchange.kind === 'gateway' ? 'Asked the gateway' : 'Told the webhook'),
      element('span', { class: 'muted' }, `${exchange.duration_ms} ms · attempt ${exchange.attempt} · ${time(exchange.time)}`),
    ),
    body,
  );
}

async function act(button, run) {
  button.disabled = true;
  try {
    const { transaction } = await run();
    say(transaction);
  } catch (error) {
    $('result').textContent = error.message;
  }
  await refresh();
}

function say(transaction) {
  const { state: outcome, response, amount, currency_code: currency, token } = transaction;
  $('result').replaceChildren(
    badge(outcome),
    ` ${money(amount, currency ?? 'USD')} — ${response?.code ?? ''} ${response?.memo ?? ''} `,
    element('code', {}, token),
  );
}

async function select(token) {
  state.selected = state.selected === token ? null : token;
  await refresh();
}

async function buy(event) {
  event.preventDefault();
  const form = new FormData(event.currentTarget);
  const card = state.cards.find(({ token }) => token === form.get('card'));
  const merchant = state.merchants.find(({ key }) => key === form.get('merchant'));
  const kind = form.get('kind');
  const button = event.submitter;
  if (card === undefined || merchant === undefined) return;
  button.disabled = true;
  try {
    const { transaction } = await simulate(kind === 'refund' || kind === 'pindebit' ? kind : 'authorization', {
      card_token: card.token,
      amount: kind === 'check' ? '0' : form.get('amount'),
      currency: card.currency,
      merchant: merchant.key,
      is_preauthorization: kind === 'preauthorization',
    });
    state.selected = transaction.token;
    say(transaction);
  } catch (error) {
    $('result').textContent = error.message;
  }
  button.disabled = false;
  await refresh();
}

function table(caption, rows) {
  if (rows.length === 0) return element('p', { class: 'empty' }, `${caption}: none yet.`);
  const names = Object.keys(rows[0]);
  return element(
    'table',
    {},
    element('caption', {}, `${caption} (${rows.length})`),
    element('thead', {}, element('tr', {}, ...names.map((name) => element('th', { scope: 'col' }, name)))),
    element('tbody', {}, ...rows.map((row) => element('tr', {}, ...names.map((name) => element('td', {}, String(row[name] ?? '')))))),
  );
}

async function drawResources() {
  const { users, webhooks, gateways } = await call('GET', '/control/resources');
  $('resources').replaceChildren(
    table('Cards', state.cards),
    table('Cardholders', users),
    table('Gateways', gateways),
    table('Webhooks', webhooks),
  );
}

let refreshing = false;
async function refresh() {
  if (refreshing) return;
  refreshing = true;
  try {
    const subject = state.selected === null ? '' : `&purchase=${encodeURIComponent(state.selected)}`;
    const [purchases, exchanges, clock, pending, shoppers] = await Promise.all([
      call('GET', '/control/purchases?limit=40'),
      call('GET', `/control/exchanges?limit=${state.selected === null ? 12 : 60}${subject}`),
      call('GET', '/control/clock'),
      call('GET', '/control/pending'),
      call('GET', '/control/shoppers'),
    ]);
    state.purchases = purchases.data;
    state.exchanges = exchanges.data;
    $('clock').textContent = `${time(clock.now)}${clock.mode === 'real' ? '' : ` (${clock.mode})`}`;
    $('waiting').textContent = String(pending.webhooks.waiting);
    if (document.activeElement !== $('per-minute')) $('per-minute').value = String(shoppers.per_minute);
    drawPurchases();
    drawSelected();
    drawExchanges();
  } catch (error) {
    $('result').textContent = `The emulator does not answer: ${error.message}`;
  }
  refreshing = false;
}

$('buy').addEventListener('submit', (event) => void buy(event));
$('card-search').addEventListener('input', drawCards);
$('per-minute').addEventListener('change', (event) => {
  void call('PUT', '/control/shoppers', { per_minute: Number(event.currentTarget.value) }).then(refresh);
});
await loadShop();
await refresh();
await drawResources();
setInterval(() => {
  if ($('follow').checked && document.visibilityState === 'visible') void refresh();
}, 2_000);
setInterval(() => void loadShop().then(drawResources), 15_000);
