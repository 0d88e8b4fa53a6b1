import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface ScriptedAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Record<string, string>;
  readonly afterMs?: number;
}
interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export interface ScriptedServer {
  /** With the `/v3` of the API. */
  readonly url: string;
  /** Given one after the other; without one left it is 500. */
  answers: ScriptedAnswer[];
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

/** A server that says what it is told to, and remembers what it was asked. */
export async function scriptedServer(): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      const answer = scripted.answers.shift() ?? { status: 500 };
      void delay(answer.afterMs ?? 0).then(() => response.writeHead(answer.status, answer.headers).end(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const scripted: ScriptedServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3`,
    answers: [],
    seen,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
  return scripted;
}
