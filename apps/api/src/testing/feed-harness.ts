import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-ws';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import type { Member, Viewer } from '../access/viewer.ts';
import { noteReading } from '../break-glass/note-reading.ts';
import { appendFeed, type FeedEntry } from '../feed/append.ts';
import { FeedExecution } from '../feed/execution.ts';
import { FeedResolver, NotificationFeedResolver } from '../feed/feed.resolver.ts';
import { type FeedBus, localFeedBus } from '../feed/publisher.ts';
import { FeedReader } from '../feed/reader.ts';
import { FeedSocket } from '../feed/socket.ts';
import { SocketSessions } from '../feed/socket-sessions.ts';
import { Subscriptions } from '../feed/subscription.ts';
import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import { buildSchemaOf } from '../platform/graphql/build-schema.ts';
import { uuidv7 } from '../platform/ids.ts';
import { transact } from '../platform/transact.ts';

export type FeedProcess = {
  readonly url: string;
  readonly bus: FeedBus;
  readonly reader: FeedReader;
  /** Ends the session, or changes what its person may see. */
  tell(sessionId: string, ended: boolean): void;
  stop(): Promise<void>;
};

type Item = { readonly cursor: string; readonly event: string };

/** One API process as far as the live feed goes: a real socket on a real server. */
export async function startFeedProcess(database: Database, viewers: ReadonlyMap<string, Viewer>): Promise<FeedProcess> {
  const resolvers = new Map<unknown, object>([FeedResolver, NotificationFeedResolver].map((each) => [each, new each()]));
  const schema = buildSchemaOf({
    resolvers: [FeedResolver, NotificationFeedResolver],
    container: { get: (resolver: unknown) => resolvers.get(resolver) },
    authChecker: () => true,
  });
  const bus = localFeedBus();
  const reader = new FeedReader(database, new FeedExecution(schema, database.clock, database.log), bus);
  let tell: FeedProcess['tell'] = () => undefined;
  const sessions = new SocketSessions(
    (token) => Promise.resolve(viewers.get(token) ?? null),
    {
      onNews(listener) {
        tell = (sessionId, ended) => listener({ sessionId, ended });
        return () => undefined;
      },
    },
    database.clock,
    (_asked, viewer) => viewer.locale,
  );
  const socket = new FeedSocket({
    reader,
    subscriptions: new Subscriptions(schema),
    sessions,
    callerAddress: () => '127.0.0.1',
    noteReading: (viewer, asked, options) => noteReading(database, viewer, () => asked, options),
    log: database.log,
  });
  const server = createServer();
  socket.attach(server);
  reader.start();
  sessions.start();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    ...{ bus, reader, tell: (sessionId, ended) => tell(sessionId, ended) },
    async stop() {
      sessions.stop();
      socket.close();
      await reader.stop();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

export function memberAs(but: Pick<Member, 'companyId' | 'userId'> & Partial<Member>): Member {
  return {
    identityId: but.userId,
    sessionId: but.userId,
    role: 'ADMIN',
    teamIds: [],
    managedTeamIds: [],
    displayName: 'Ana Costa',
    locale: 'en',
    accessVersion: 1,
    // Whatever the test's clock says, they have just signed in.
    provenAtMs: Number.MAX_SAFE_INTEGER,
    ...but,
  };
}

/** A token that the harness's `authenticate` finds in its map, good for five minutes of the database's clock. */
export function tokenFor(database: Database, viewer: Viewer): Promise<string> {
  return new SignJWT({ sid: viewer.sessionId })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(Math.floor(database.clock.now().getTime() / 1_000) + 300)
    .sign(new Uint8Array(32));
}

/** What one row of the feed is like when nothing is said of it. */
export async function say(database: Database, companyId: string, entry: Partial<FeedEntry> & { event: string }): Promise<void> {
  const actor = { kind: 'system', companyId, name: 'test' } as const;
  await transact(database, { command: 'test.say', actor }, async (tx) => {
    await gate(tx, companyId);
    await appendFeed(tx, { companyId, kind: 'TRANSACTION', transactionId: uuidv7(database.clock), ...entry });
  });
}

export const FOLLOW = 'subscription Follow($after: String) { spendFeed(after: $after) { cursor event } }';

export type Followed = {
  readonly items: readonly Item[];
  /** Why it ended: a close code, or the errors of an `error` message. */
  readonly ended: Promise<number | readonly { readonly extensions?: Readonly<Record<string, unknown>> }[]>;
  /** Cuts the connection as a network does. */
  cut(): void;
};

/** Follows the feed from a cursor on, over one connection. */
export function follow(url: string, token: string, after: string | null = null, query = FOLLOW): Followed {
  const items: Item[] = [];
  let socket: WebSocket | null = null;
  const client = createClient({
    ...{ url, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams: { accessToken: token } },
    on: { opened: (opened) => void (socket = opened as WebSocket) },
  });
  const ended = new Promise<Awaited<Followed['ended']>>((resolve) => {
    client.subscribe<Record<string, Item>>(
      { query, variables: { after } },
      {
        next: ({ data }) => void (data && items.push(...Object.values(data))),
        error: (reason) =>
          resolve(Array.isArray(reason) ? (reason as Awaited<Followed['ended']>) : ((reason as { code?: number } | undefined)?.code ?? 0)),
        complete: () => resolve(1000),
      },
    );
  });
  return { items, ended, cut: () => socket?.terminate() };
}
