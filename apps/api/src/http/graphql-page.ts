import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';
/** GraphiQL as its package ships it, with the React that it runs on: of our own origin, so that the page needs nothing of others. */
const FILES = [
  { name: 'react.js', module: 'react', file: 'umd/react.production.min.js', type: SCRIPT },
  { name: 'react-dom.js', module: 'react-dom', file: 'umd/react-dom.production.min.js', type: SCRIPT },
  { name: 'graphiql.js', module: 'graphiql', file: 'graphiql.min.js', type: SCRIPT },
  { name: 'graphiql.css', module: 'graphiql', file: 'graphiql.min.css', type: STYLE },
] as const;
/** Fonts inside of a style are content from nowhere, which our policy forbids: the page is set in those of the machine. */
const FONTS = /@font-face\s*\{[^}]*\}/g;
const A_DAY = 'public, max-age=86400';

/** `GET /graphql` in a browser: GraphiQL. It asks as whoever is signed in here, in the app chosen. */
export function graphqlPage(server: FastifyInstance): void {
  const { resolve } = createRequire(import.meta.url);
  server.get('/graphql', (_request, reply) => reply.type(HTML).header('cache-control', 'no-cache').send(PAGE));
  server.get('/graphql/page.js', (_request, reply) => reply.type(SCRIPT).header('cache-control', 'no-cache').send(PAGE_SCRIPT));
  for (const { name, module, file, type } of FILES) {
    const path = join(dirname(resolve(`${module}/package.json`)), file);
    server.get(`/graphql/${name}`, async (_request, reply) => {
      const text = await readFile(path, 'utf8');
      return reply.type(type).header('cache-control', A_DAY).send(text.replace(FONTS, ''));
    });
  }
}

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>GraphiQL</title><link rel="stylesheet" href="/graphql/graphiql.css"><style>
body{font:14px/1.5 system-ui,sans-serif;margin:0;height:100vh;display:grid;grid-template-rows:auto 1fr}
header{display:flex;gap:8px;align-items:center;padding:6px 16px}#graphiql{min-height:0}select{font:inherit}
</style></head><body><header><label for="app">Ask as who is signed in to</label>
<select id="app"><option value="admin">Admin</option><option value="portal">Portal</option></select></header>
<div id="graphiql"></div><script src="/graphql/react.js"></script><script src="/graphql/react-dom.js"></script>
<script src="/graphql/graphiql.js"></script><script src="/graphql/page.js"></script></body></html>`;

const PAGE_SCRIPT = `'use strict';
const app = document.getElementById('app');
const FIRST = \`# Ctrl-Enter runs it. On the left: the schema, with a description of everything.
{
  viewer { displayName role permissions }
  company { name timeZone balances { available { formatted } held { formatted } } }
}
\`;
let token = null;
async function accessToken() {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch('/auth/refresh', { method: 'POST', headers, body: JSON.stringify({ app: app.value }) });
  if (!answer.ok) throw new Error('Nobody is signed in to this app in this browser. Sign in there, then come back.');
  token = (await answer.json()).accessToken;
  return token;
}
async function ask(operation) {
  const send = async (shown) => fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer ' + shown },
    body: JSON.stringify(operation),
  });
  const answer = await send(token ?? (await accessToken()));
  return (answer.status === 401 ? await send(await accessToken()) : answer).json();
}
// graphql-transport-ws, as far as one subscription goes.
async function* follow(operation) {
  const socket = new WebSocket(location.origin.replace(/^http/, 'ws') + '/graphql', 'graphql-transport-ws');
  const waiting = [];
  let wake = () => {};
  const note = (message) => { waiting.push(message); wake(); };
  const shown = await accessToken();
  const open = () => socket.send(JSON.stringify({ type: 'connection_init', payload: { accessToken: shown } }));
  if (socket.readyState === WebSocket.OPEN) open(); else socket.addEventListener('open', open);
  socket.addEventListener('message', ({ data }) => note(JSON.parse(data)));
  socket.addEventListener('close', ({ code, reason }) => note({ type: 'closed', code, reason }));
  try {
    for (;;) {
      while (waiting.length === 0) await new Promise((resolve) => { wake = resolve; });
      const { type, payload, code, reason } = waiting.shift();
      if (type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: operation }));
      else if (type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
      else if (type === 'next') yield payload;
      else if (type === 'error') { yield { errors: payload }; return; }
      else if (type === 'complete') return;
      else if (type === 'closed') throw new Error('The connection was closed: ' + (reason || code));
    }
  } finally {
    socket.close();
  }
}
function isSubscription({ query, operationName }) {
  const named = operationName ? new RegExp('\\\\bsubscription\\\\s+' + operationName + '\\\\b') : /^\\s*subscription\\b/m;
  return named.test(query.replace(/#.*/g, ''));
}
const fetcher = (operation) => (isSubscription(operation) ? follow(operation) : ask(operation));
const root = ReactDOM.createRoot(document.getElementById('graphiql'));
const draw = () => root.render(React.createElement(GraphiQL, { key: app.value, fetcher, defaultQuery: FIRST }));
app.addEventListener('change', () => { token = null; draw(); });
draw();
`;
