import { existsSync, readFileSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { NotFoundError } from '../platform/errors.ts';
import { answerProblem } from '../platform/problem.ts';

/** A built app: where it is reached, and where its files are. */
export type StaticApp = { readonly path: '/admin' | '/portal'; readonly folder: string };

const YEAR = 31_536_000;
/** Vite puts a hash of the content into these names: another content has another name. */
const HASHED = /\/assets\/.+-[\w-]{8,}\.\w+(\.br)?$/;

/** Serves the apps. An address that is no file is a screen of the app, which the app itself knows. */
export async function serveApps(server: FastifyInstance, apps: readonly StaticApp[]): Promise<void> {
  const built = apps.filter(({ folder }) => existsSync(`${folder}/index.html`));
  for (const { path, folder } of built) await server.register((scope) => serveApp(scope, folder), { prefix: path });
  server.get('/', (_request, reply) =>
    built.length === 0 ? reply.callNotFound() : reply.type('text/html; charset=utf-8').send(chooser(built)),
  );
}

/** What the built apps ask, by the hash that they send in its place (`trusted-documents.json`, which their builds write). */
export function documentsOf(apps: readonly StaticApp[]): ReadonlyMap<string, string> {
  const manifests = apps.map(({ folder }) => `${folder}/trusted-documents.json`).filter((path) => existsSync(path));
  return new Map(manifests.flatMap((path) => Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>)));
}

async function serveApp(scope: FastifyInstance, folder: string): Promise<void> {
  await scope.register(fastifyStatic, {
    root: folder,
    index: false,
    decorateReply: true,
    // The build puts brotli of a file beside it: a browser that takes it is sent a quarter.
    preCompressed: true,
    setHeaders: (response, file) => {
      response.setHeader('cache-control', cacheOf(file));
      response.setHeader('vary', 'accept-encoding');
    },
    cacheControl: false,
  });
  const screen = (reply: FastifyReply) => reply.header('cache-control', 'no-cache').sendFile('index.html');
  scope.get('/', (_request, reply) => screen(reply));
  scope.setNotFoundHandler((request, reply) => {
    // A file that is gone is not the app: a script that is a page breaks it.
    const isScreen = (request.method === 'GET' || request.method === 'HEAD') && !/\.\w+$/.test(request.url.split('?', 1)[0] ?? '');
    if (isScreen) return screen(reply);
    return answerProblem(new NotFoundError('address'), request, reply);
  });
}

function cacheOf(file: string): string {
  return HASHED.test(file) ? `public, max-age=${YEAR}, immutable` : 'no-cache';
}

const NAMES = {
  '/admin': ['Admin', 'Cards, people and spend of your company'],
  '/portal': ['Portal', 'Your own cards and purchases'],
} as const;

function chooser(apps: readonly StaticApp[]): string {
  const links = apps
    .map(({ path }) => `<li><a href="${path}/"><strong>${NAMES[path][0]}</strong><span>${NAMES[path][1]}</span></a></li>`)
    .join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Atlanticfrewaycard</title><style>
body{font:16px/1.5 system-ui,sans-serif;min-height:100vh;margin:0;display:grid;place-content:center;gap:24px;padding:24px}
h1{font-size:1.25rem;margin:0}ul{list-style:none;margin:0;padding:0;display:grid;gap:12px}
a{display:grid;gap:2px;min-width:260px;padding:16px 20px;border:1px solid color-mix(in srgb,currentColor 25%,transparent);border-radius:12px;color:inherit;text-decoration:none}
a:hover,a:focus-visible{border-color:currentColor;outline:none}span{opacity:.75;font-size:.9rem}
</style></head><body><h1>Atlanticfrewaycard</h1><ul>${links}</ul></body></html>`;
}
