import { type Client, createClient } from 'graphql-ws';
import { type Connection, type ConnectionEvent, nextConnection, notYetConnected } from './connection.ts';
import type { Session } from './session.ts';
import { createStore, type Readable } from './store.ts';

const pingEveryMs = 15_000;
const pongWithinMs = 5_000;
const normalClosure = 1000;

export interface Socket {
  client: Client;
  connection: Readable<Connection>;
}

/**
 * The graphql-ws socket. It never repeats a subscription by itself: a repeat must carry the last cursor seen, which only the feed knows
 * (`follow-feed.ts`). A socket that does not answer a ping in time is taken for dead.
 */
export function openSocket(options: { url: string; session: Session; locale: () => string }): Socket {
  const connection = createStore<Connection>(notYetConnected);
  const note = (event: ConnectionEvent) => connection.set(nextConnection(connection.get(), event));
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: options.url,
    lazy: true,
    lazyCloseTimeout: 2_000,
    retryAttempts: 0,
    keepAlive: pingEveryMs,
    connectionParams: async () => ({ accessToken: await options.session.accessToken(), locale: options.locale() }),
    on: {
      connected: () => note('acknowledged'),
      closed: (event) => {
        clearTimeout(pongTimer);
        note(closeCode(event) === normalClosure ? 'left' : 'broken');
      },
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => client.terminate(), pongWithinMs);
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer);
      },
    },
  });
  return { client, connection };
}

function closeCode(event: unknown): number | null {
  return typeof event === 'object' && event !== null && 'code' in event && typeof event.code === 'number' ? event.code : null;
}
