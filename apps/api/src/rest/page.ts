import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

/** Of our own origin: nothing is loaded from elsewhere. */
const SWAGGER_UI = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const FILES = { 'swagger-ui.css': 'text/css', 'swagger-ui-bundle.js': 'text/javascript' } as const;

/** `GET /api` in a browser: a page to try the routes, as whoever is signed in here. */
export function tryItPage(server: FastifyInstance): void {
  server.get('/api', (_request, reply) => reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(PAGE));
  server.get('/api/page.js', (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(SCRIPT),
  );
  for (const [name, type] of Object.entries(FILES))
    server.get(`/api/${name}`, (_request, reply) =>
      reply
        .type(`${type}; charset=utf-8`)
        .header('cache-control', 'public, max-age=86400')
        .send(createReadStream(join(SWAGGER_UI, name))),
    );
}

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>API</title><link rel="stylesheet" href="/api/swagger-ui.css"><style>
body{margin:0;background:#fff;color:#3b4151;font:14px/1.5 system-ui,sans-serif}p{margin:0 auto 0 0}select{font:inherit;padding:4px 12px}
header{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center;padding:10px 20px}
.swagger-ui .info .title{font-size:1.6rem}</style></head><body>
<header><p id="said" aria-live="polite"></p>
<label for="app">As signed in to</label><select id="app"><option value="admin">Admin</option><option value="portal">Portal</option></select></header>
<main id="page"></main><script src="/api/swagger-ui-bundle.js"></script><script src="/api/page.js"></script></body></html>`;

const SCRIPT = `'use strict';
const at = (id) => document.getElementById(id);
let grant = null;
async function signIn() {
  const answer = await fetch('/auth/refresh', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ app: at('app').value }) });
  grant = answer.ok ? await answer.json() : null;
  if (grant) grant.until = Date.now() + (grant.expiresIn - 30) * 1000;
  at('said').textContent = grant ? 'Whatever you try here is done as the person who is signed in in this browser.'
    : 'Nobody is signed in to this app in this browser. Sign in there, then come back.';
}
at('app').addEventListener('change', signIn);
void signIn();
window.SwaggerUIBundle({
  url: '/api/openapi.json',
  domNode: at('page'),
  deepLinking: true,
  tryItOutEnabled: true,
  requestInterceptor: async (request) => {
    if (request.url.endsWith('/api/openapi.json') || request.headers.Authorization) return request;
    if (grant === null || grant.until < Date.now()) await signIn();
    if (grant !== null) request.headers.Authorization = 'Bearer ' + grant.accessToken;
    return request;
  },
});
`;
