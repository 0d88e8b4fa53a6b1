import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';

const FOLDER = new URL('../../../page/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const POLICY = "default-src 'self'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

/** The page, file by file as it stands in its folder; nothing else of the machine can be asked for. */
export function pageRoutes(app: FastifyInstance): void {
  for (const file of readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })) {
    const path = file.replaceAll('\\', '/');
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    const content = readFileSync(new URL(path, FOLDER));
    app.get(path === 'index.html' ? '/' : `/${path}`, (_request, reply) =>
      reply.header('content-type', type).header('content-security-policy', POLICY).header('cache-control', 'no-cache').send(content),
    );
  }
}
