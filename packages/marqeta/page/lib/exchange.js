import { badge, element } from './dom.js';
import { time } from './format.js';

const TITLES = { gateway: 'Asked the gateway', webhook: 'Told the webhook', api: 'Called the API' };

function isFine(kind, status) {
  if (kind === 'api') return status >= 200 && status < 300;
  return status === 200 || (status === 402 && kind === 'gateway');
}

/** One request and its answer as they went over the wire; they are laid out when somebody looks. */
export function exchangeDetails(exchange) {
  const status = exchange.response?.status;
  const subject = exchange.kind === 'api' ? `${exchange.method} ${exchange.url}` : exchange.event_type;
  const tries = exchange.kind === 'api' ? '' : ` · attempt ${exchange.attempt}`;
  const body = element('div', { class: 'bodies' });
  return element(
    'details',
    {
      ontoggle: (event) => {
        if (event.currentTarget.open && body.childElementCount === 0) body.append(request(exchange), answer(exchange));
      },
    },
    element(
      'summary',
      {},
      badge(String(status ?? exchange.error), isFine(exchange.kind, status) ? 'ok' : 'failed'),
      element('strong', {}, TITLES[exchange.kind]),
      subject === null ? null : element('code', {}, subject),
      exchange.fault ? badge(`fault: ${exchange.fault}`, 'wait') : null,
      element('span', { class: 'muted' }, `${exchange.duration_ms} ms${tries} · ${time(exchange.time)}`),
    ),
    body,
  );
}

function request({ method, url, request: sent }) {
  return element(
    'div',
    {},
    element('h3', {}, `Request · ${method} ${url}`),
    headers(sent.headers, 'Request headers'),
    json(sent.body, 'Request body'),
  );
}

function answer({ response, error }) {
  if (response === null) return element('div', {}, element('h3', {}, `No answer · ${error}`));
  const title = element('h3', {}, `Answer · ${response.status}`);
  return element('div', {}, title, headers(response.headers, 'Answer headers'), json(response.body, 'Answer body'));
}

function headers(of, label) {
  const lines = Object.entries(of).flatMap(([name, value]) => [element('span', { class: 'key' }, name), `: ${value}\n`]);
  return element('pre', { tabindex: '0', role: 'group', 'aria-label': label }, ...lines);
}

export function json(text, label) {
  return element('pre', { tabindex: '0', role: 'group', 'aria-label': label }, ...pretty(text));
}

/** JSON laid out and coloured; anything else as it came. */
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
