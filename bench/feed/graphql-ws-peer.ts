import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventEmitter, on } from 'node:events';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { serve } from '../lib/child.ts';

/** graphql-ws as its manual shows it: each socket's subscription runs for itself. */
const schema = buildSchema(`
  type Query { none: Boolean }
  type Money { minor: String! currency: String! }
  type Merchant { name: String! mcc: String! category: String! city: String country: String }
  type Card { id: ID! name: String! lastFour: String status: String! }
  type Person { id: ID! displayName: String! }
  type Transaction {
    id: ID! status: String! amount: Money! merchant: Merchant! card: Card! holder: Person! transactedAt: String!
  }
  type FeedItem { cursor: String! kind: String! event: String! at: String! card: Card transaction: Transaction }
  type Subscription { spendFeed(after: String): FeedItem! }
`);
const events = new EventEmitter().setMaxListeners(0);

const server = createServer();
const sockets = new WebSocketServer({ server, path: '/graphql' });
useServer(
  {
    schema,
    roots: {
      subscription: {
        spendFeed: async function* () {
          for await (const [item] of on(events, 'item') as AsyncIterable<[unknown]>) yield { spendFeed: item };
        },
      },
    },
  },
  sockets,
);

export type Publish = { readonly item: unknown; readonly times: number };

server.listen(0, '127.0.0.1', () =>
  serve<Publish>((server.address() as AddressInfo).port, async ({ item, times }) => {
    for (let sent = 0; sent < times; sent += 1) {
      events.emit('item', item);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }),
);
