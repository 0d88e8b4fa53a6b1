import type { FastifyInstance } from 'fastify';

/** `GET /graphql` in a browser: a page to try the schema, of our own files alone. It runs as whoever is signed in here. */
export function graphqlPage(server: FastifyInstance): void {
  server.get('/graphql', (_request, reply) => reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(PAGE));
  server.get('/graphql/page.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(SCRIPT),
  );
}

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>GraphQL</title><style>
body{font:14px/1.5 system-ui,sans-serif;margin:0;height:100vh;display:grid;grid-template-rows:auto 1fr}
header{display:flex;gap:12px;align-items:center;padding:10px 16px;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}
h1{font-size:1rem;margin:0 auto 0 0}main{display:grid;grid-template-columns:1fr 1fr;min-height:0}
.ask{display:grid;grid-template-rows:3fr auto 1fr;min-height:0}label{padding:4px 16px;opacity:.75}
textarea,pre{font:13px/1.5 ui-monospace,monospace;margin:0;padding:12px 16px;border:0;resize:none;overflow:auto;background:transparent;color:inherit;tab-size:2}
pre{border-left:1px solid color-mix(in srgb,currentColor 20%,transparent);white-space:pre-wrap}
button,select{font:inherit;padding:4px 12px}@media(max-width:700px){main{grid-template-columns:1fr;grid-template-rows:1fr 1fr}}
</style></head><body><header><h1>GraphQL</h1>
<label for="app">As signed in to</label><select id="app"><option value="admin">Admin</option><option value="portal">Portal</option></select>
<button id="schema" type="button">Types</button><button id="run" type="button">Run (Ctrl-Enter)</button></header>
<main><div class="ask"><textarea id="query" aria-label="Operation" spellcheck="false">{
  viewer { displayName role permissions }
  company { name timeZone balances { available { formatted } held { formatted } } }
}</textarea><label for="variables">Variables</label><textarea id="variables" spellcheck="false">{}</textarea></div>
<pre id="answer" aria-live="polite"></pre></main><script src="/graphql/page.js"></script></body></html>`;

const SCRIPT = `'use strict';
const at = (id) => document.getElementById(id);
const show = (value) => { at('answer').textContent = typeof value === 'string' ? value : JSON.stringify(value, null, 2); };
let token = null;
async function signIn() {
  const answer = await fetch('/auth/refresh', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ app: at('app').value }) });
  if (!answer.ok) throw new Error('Nobody is signed in to this app in this browser. Sign in there, then come back.');
  token = (await answer.json()).accessToken;
}
async function ask(query, variables) {
  if (token === null) await signIn();
  const send = () => fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer ' + token }, body: JSON.stringify({ query, variables }) });
  let answer = await send();
  if (answer.status === 401) { await signIn(); answer = await send(); }
  return answer.json();
}
async function attempt(act) {
  show('…');
  try { show(await act()); } catch (error) { show(error.message); }
}
const run = () => attempt(() => ask(at('query').value, JSON.parse(at('variables').value || '{}')));
const types = () => attempt(async () => {
  const { data, errors } = await ask('{ __schema { types { name kind description fields { name type { name kind ofType { name kind ofType { name kind ofType { name } } } } args { name } } enumValues { name } } } }');
  if (errors) return errors;
  const nameOf = (type) => type.kind === 'NON_NULL' ? nameOf(type.ofType) + '!' : type.kind === 'LIST' ? '[' + nameOf(type.ofType) + ']' : type.name;
  const line = (field) => '  ' + field.name + (field.args.length ? '(' + field.args.map((arg) => arg.name).join(', ') + ')' : '') + ': ' + nameOf(field.type);
  return data.__schema.types.filter((type) => !type.name.startsWith('__') && (type.fields || type.enumValues))
    .map((type) => type.name + '\\n' + (type.fields || type.enumValues).map((part) => part.type ? line(part) : '  ' + part.name).join('\\n')).join('\\n\\n');
});
at('run').addEventListener('click', run);
at('schema').addEventListener('click', types);
at('app').addEventListener('change', () => { token = null; });
at('query').addEventListener('keydown', (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); void run(); } });
`;
