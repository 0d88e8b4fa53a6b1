import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { TITLES } from '../platform/problem.ts';

const STATUS: Readonly<Record<string, number>> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

/** Answers what is no HTTP, or not in time: no route and no hook ever sees it. */
export function answerBrokenRequest({ code }: Pick<ConnectionError, 'code'>, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const status = STATUS[code] ?? 400;
  const title = TITLES[status] ?? 'Error';
  const traceId = randomUUID().replaceAll('-', '');
  const detail = 'This request cannot be read as HTTP, or did not arrive in time.';
  const body = JSON.stringify({ type: 'about:blank', title, status, code: 'INVALID_INPUT', detail, traceId });
  if (socket.writable)
    socket.write(
      [
        ...[`HTTP/1.1 ${status} ${title}`, 'connection: close', `x-trace-id: ${traceId}`],
        ...['content-type: application/problem+json', `content-length: ${Buffer.byteLength(body)}`, '', body],
      ].join('\r\n'),
    );
  socket.destroySoon();
}
