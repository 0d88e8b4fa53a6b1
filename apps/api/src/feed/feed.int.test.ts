import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Viewer } from '../access/viewer.ts';
import { API_CONNECTIONS } from '../platform/database.ts';
import { OverloadedError } from '../platform/errors.ts';
import { follow, FOLLOW, type FeedProcess, memberAs, say, startFeedProcess, tokenFor } from '../testing/feed-harness.ts';
import { holdConnections, until } from '../testing/hold-connections.ts';
import { openPeople, type PeopleHarness } from '../testing/people-harness.ts';
import { noteStatements } from '../testing/statements.ts';
import { feedCursor } from './cursor.ts';
import { FEED_CONNECTIONS } from './rows.ts';

let harness: PeopleHarness;
let process_: FeedProcess;
const viewers = new Map<string, Viewer>();

beforeAll(async () => {
  harness = await openPeople();
  process_ = await startFeedProcess(harness.database, viewers);
});
afterAll(async () => {
  await process_.stop();
  await harness.close();
});

async function signIn(viewer: Viewer): Promise<string> {
  const token = await tokenFor(harness.database, viewer);
  viewers.set(token, viewer);
  return token;
}

async function companyWithAdmin() {
  const { companyId, adminId } = await harness.createCompany();
  return { companyId, adminId, token: await signIn(memberAs({ companyId, userId: adminId })) };
}

/** Commits, and says so as `transact` does once the whole product is composed. */
async function happen(companyId: string, event: string, but: Parameters<typeof say>[2] | object = {}): Promise<void> {
  await say(harness.database, companyId, { ...but, event });
  process_.bus.companyAt(companyId, 1_000_000n);
}

const soon = { timeout: 5_000, interval: 10 };
const names = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `event ${from + i}`);

test('what was missed comes first, then what happens, in the order of the company', async () => {
  const { companyId, token } = await companyWithAdmin();
  for (const name of names(1, 5)) await happen(companyId, name);

  const feed = follow(process_.url, token, feedCursor(companyId, 2n));
  await vi.waitFor(() => expect(feed.items).toHaveLength(3), soon);
  for (const name of names(6, 8)) await happen(companyId, name);

  await vi.waitFor(() => expect(feed.items.map(({ event }) => event)).toEqual(names(3, 8)), soon);
  feed.cut();
});

test('without a cursor it begins now', async () => {
  const { companyId, token } = await companyWithAdmin();
  await happen(companyId, 'before');
  const feed = follow(process_.url, token);
  await vi.waitFor(() => expect(process_.reader.followers).toBe(1), soon);

  await happen(companyId, 'after');

  await vi.waitFor(() => expect(feed.items.map(({ event }) => event)).toEqual(['after']), soon);
  feed.cut();
});

test('a hint that is lost is made good by the sweep', async () => {
  const { companyId, token } = await companyWithAdmin();
  const feed = follow(process_.url, token);
  await vi.waitFor(() => expect(process_.reader.followers).toBe(1), soon);

  await say(harness.database, companyId, { event: 'unheard' });

  await vi.waitFor(() => expect(feed.items).toHaveLength(1), { timeout: 2_500, interval: 50 });
  feed.cut();
});

test('followers who come, are cut and come again while others write see every event once and in order', async () => {
  const { companyId, token } = await companyWithAdmin();
  const total = 200;
  const writing = (async () => {
    for (const name of names(1, total)) {
      await happen(companyId, name);
      if (name.endsWith('0')) await delay(5);
    }
  })();

  const seen = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const events: string[] = [];
      let after = feedCursor(companyId, 0n);
      while (events.length < total) {
        const feed = follow(process_.url, token, after);
        const enough = Math.min(total - events.length, 1 + ((index * 7 + events.length * 3) % 60));
        await vi.waitFor(() => expect(feed.items.length).toBeGreaterThanOrEqual(enough), { timeout: 30_000, interval: 2 });
        feed.cut();
        events.push(...feed.items.map(({ event }) => event));
        after = feed.items.at(-1)?.cursor ?? after;
      }
      return events;
    }),
  );
  await writing;

  for (const events of seen) expect(events).toEqual(names(1, total));
}, 90_000);

test('what many missed who come back to a process that has just begun is read and drawn once', async () => {
  const { companyId, token } = await companyWithAdmin();
  for (const name of names(1, 20)) await say(harness.database, companyId, { event: name });
  const begun = await startFeedProcess(harness.database, viewers);
  const statements = noteStatements(harness.database.api);

  const feeds = Array.from({ length: 40 }, () => follow(begun.url, token, feedCursor(companyId, 0n)));
  for (const { items } of feeds) await vi.waitFor(() => expect(items).toHaveLength(20), soon);

  for (const { items } of feeds) expect(items.map(({ event }) => event)).toEqual(names(1, 20));
  // As many as catch up at once, none of which could know that another was about to read.
  expect(statements.filter(({ sql }) => sql.includes('FROM feed_events')).length).toBeLessThanOrEqual(4);
  for (const { cut } of feeds) cut();
  await begun.stop();
});

test('many companies in which something happens at once leave connections to requests', async () => {
  const { database } = harness;
  const companies = await Promise.all(Array.from({ length: FEED_CONNECTIONS + 4 }, companyWithAdmin));
  const feeds = companies.map(({ token }) => follow(process_.url, token));
  await vi.waitFor(() => expect(process_.reader.followers).toBe(companies.length), soon);
  const letGo = await holdConnections(database, API_CONNECTIONS);
  onTestFinished(letGo);

  for (const { companyId } of companies) process_.bus.companyAt(companyId, 1_000_000n);
  await until(() => database.requests.waiting >= FEED_CONNECTIONS);

  // Each has heard in one turn of the loop: those that are still to come do not come.
  expect(database.requests.waiting).toBe(FEED_CONNECTIONS);
  await letGo();
  for (const { companyId } of companies) await happen(companyId, 'later');
  for (const { items } of feeds) await vi.waitFor(() => expect(items.map(({ event }) => event)).toEqual(['later']), soon);
  for (const { cut } of feeds) cut();
});

test('who moves to a process that has heard less is shown nothing twice', async () => {
  const { companyId, token } = await companyWithAdmin();
  const other = await startFeedProcess(harness.database, viewers);
  const early = follow(other.url, token);
  await vi.waitFor(() => expect(other.reader.followers).toBe(1), soon);
  for (const name of names(1, 3)) await happen(companyId, name);
  const here = follow(process_.url, token, feedCursor(companyId, 2n));
  await vi.waitFor(() => expect(here.items).toHaveLength(1), soon);
  here.cut();

  const there = follow(other.url, token, here.items.at(-1)?.cursor);
  await vi.waitFor(() => expect(early.items).toHaveLength(3), soon);
  await happen(companyId, 'event 4');

  await vi.waitFor(() => expect(early.items.map(({ event }) => event)).toEqual(names(1, 4)), soon);
  expect(there.items.map(({ event }) => event)).toEqual(['event 4']);
  early.cut();
  there.cut();
  await other.stop();
});

describe('who sees what', () => {
  test('an employee sees only their own, and the cursor moves on over the rest', async () => {
    const { companyId, adminId } = await companyWithAdmin();
    const token = await signIn(memberAs({ companyId, userId: adminId, role: 'EMPLOYEE' }));
    const feed = follow(process_.url, token, feedCursor(companyId, 0n));

    await happen(companyId, 'mine', { userId: adminId });
    await happen(companyId, 'theirs', { userId: '0190a000-0000-7000-8000-000000000001' });
    await happen(companyId, 'the balance', { kind: 'BALANCE' });
    await happen(companyId, 'mine again', { userId: adminId });

    await vi.waitFor(() => expect(feed.items.map(({ event }) => event)).toEqual(['mine', 'mine again']), soon);
    expect(feed.items.at(-1)?.cursor).toBe(feedCursor(companyId, 4n));
    feed.cut();
  });

  test('a manager sees the teams that they manage', async () => {
    const { companyId, adminId } = await companyWithAdmin();
    const [managed, other] = ['0190a000-0000-7000-8000-00000000000a', '0190a000-0000-7000-8000-00000000000b'];
    const token = await signIn(
      memberAs({ companyId, userId: adminId, role: 'MANAGER', teamIds: [managed, other], managedTeamIds: [managed] }),
    );
    const feed = follow(process_.url, token, feedCursor(companyId, 0n));

    await happen(companyId, 'of the other team', { teamIds: [other] });
    await happen(companyId, 'of the managed team', { teamIds: [managed] });

    await vi.waitFor(() => expect(feed.items.map(({ event }) => event)).toEqual(['of the managed team']), soon);
    feed.cut();
  });

  test('nobody sees another company, not even with its cursor', async () => {
    const mine = await companyWithAdmin();
    const theirs = await companyWithAdmin();
    await happen(theirs.companyId, 'secret');

    const stolen = follow(process_.url, mine.token, feedCursor(theirs.companyId, 0n));
    const own = follow(process_.url, mine.token, feedCursor(mine.companyId, 0n));
    await happen(theirs.companyId, 'secret too');
    await happen(mine.companyId, 'ours');

    expect(await stolen.ended).toMatchObject([{ extensions: { code: 'FEED_CURSOR_UNKNOWN', field: 'after' } }]);
    await vi.waitFor(() => expect(own.items.map(({ event }) => event)).toEqual(['ours']), soon);
    own.cut();
  });

  test('an operator has no feed', async () => {
    const operator = { ...memberAs({ companyId: '', userId: 'operator' }), companyId: null, userId: null, role: 'OPERATOR' } as const;

    const feed = follow(process_.url, await signIn(operator));

    expect(await feed.ended).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });
});

describe('a socket ends', () => {
  test('with 4403 when its token is not good', async () => {
    expect(await follow(process_.url, 'forged').ended).toBe(4403);
  });

  test.each<[string, Error]>([
    ['there is too much to do', new OverloadedError()],
    ['PostgreSQL is away', Object.assign(new Error('terminating connection due to administrator command'), { code: '57P01' })],
  ])('with 1013 while nobody can tell who they are, so that it comes back: %s', async (_why, error) => {
    const cannotTell = () => {
      throw error;
    };
    const busy = await startFeedProcess(harness.database, Object.assign(new Map<string, Viewer>(), { get: cannotTell }));

    expect(await follow(busy.url, 'of anybody').ended).toBe(1013);

    await busy.stop();
  });

  test('with 4401 when its session ends', async () => {
    const { adminId, token } = await companyWithAdmin();
    const feed = follow(process_.url, token);
    await vi.waitFor(() => expect(process_.reader.followers).toBe(1), soon);

    process_.tell(adminId, true);

    expect(await feed.ended).toBe(4401);
    await vi.waitFor(() => expect(process_.reader.followers).toBe(0), soon);
  });

  test('with 1012 when its person may see something else now, so that it comes back with that view', async () => {
    const { adminId, token } = await companyWithAdmin();
    const feed = follow(process_.url, token);
    await vi.waitFor(() => expect(process_.reader.followers).toBe(1), soon);

    process_.tell(adminId, false);

    expect(await feed.ended).toBe(1012);
  });

  test('with 4401 when its token has expired', async () => {
    const { token } = await companyWithAdmin();
    const feed = follow(process_.url, token);
    await vi.waitFor(() => expect(process_.reader.followers).toBe(1), soon);

    harness.clock.advance(301_000);

    expect(await feed.ended).toBe(4401);
  });
});

describe('one card', () => {
  const CARD = '0190a000-0000-7000-8000-00000000000a';
  const OTHER = '0190a000-0000-7000-8000-00000000000b';
  const ofCard = (cardId: string) =>
    `subscription OneCard($after: String) { cardChanged(cardId: "${cardId}", after: $after) { cursor event } }`;

  test('is told of from a cursor on, by itself, and not of what is bought with it', async () => {
    const { companyId, token } = await companyWithAdmin();
    await happen(companyId, 'missed', { kind: 'CARD', cardId: CARD });
    const feed = follow(process_.url, token, feedCursor(companyId, 0n), ofCard(CARD.toUpperCase()));

    await happen(companyId, 'of another', { kind: 'CARD', cardId: OTHER });
    await happen(companyId, 'bought', { kind: 'TRANSACTION', cardId: CARD });
    await happen(companyId, 'limited', { kind: 'CONTROL', cardId: CARD });

    await vi.waitFor(() => expect(feed.items.map(({ event }) => event)).toEqual(['missed', 'limited']), soon);
    expect(feed.items.at(-1)?.cursor).toBe(feedCursor(companyId, 4n));
    feed.cut();
  });

  test('is not told of to who may not see it', async () => {
    const { companyId, adminId, token } = await companyWithAdmin();
    const employee = await signIn(memberAs({ companyId, userId: '0190a000-0000-7000-8000-000000000077', role: 'EMPLOYEE' }));
    const theirs = follow(process_.url, employee, feedCursor(companyId, 0n), ofCard(CARD));
    const ours = follow(process_.url, token, feedCursor(companyId, 0n), ofCard(CARD));

    await happen(companyId, 'frozen', { kind: 'CARD', cardId: CARD, userId: adminId });
    await vi.waitFor(() => expect(ours.items).toHaveLength(1), soon);

    expect(theirs.items).toEqual([]);
    ours.cut();
    theirs.cut();
  });

  test('whose id is none is refused', async () => {
    const { token } = await companyWithAdmin();

    expect(await follow(process_.url, token, null, ofCard('7')).ended).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
  });
});

describe('notifications', () => {
  const NOTIFIED = `subscription Notified($after: String) { notificationReceived(after: $after) { cursor event } }`;
  const told = (userId: string) => ({ kind: 'NOTIFICATION', transactionId: null, userId }) as const;
  const COLLEAGUE = '0190a000-0000-7000-8000-000000000077';

  test('come from a cursor on, then live, and nothing else with them', async () => {
    const { companyId, adminId, token } = await companyWithAdmin();
    await happen(companyId, 'missed', told(adminId));
    const feed = follow(process_.url, token, feedCursor(companyId, 0n), NOTIFIED);

    await happen(companyId, 'bought', { userId: adminId });
    await happen(companyId, 'told', told(adminId));

    await vi.waitFor(() => expect(feed.items.map(({ event }) => event)).toEqual(['missed', 'told']), soon);
    expect(feed.items.at(-1)?.cursor).toBe(feedCursor(companyId, 3n));
    feed.cut();
  });

  test('come to whom they are for, and not to another admin who asks the same', async () => {
    const { companyId, adminId, token } = await companyWithAdmin();
    const other = await signIn(memberAs({ companyId, userId: COLLEAGUE }));
    const [mine, theirs] = [token, other].map((each) => follow(process_.url, each, feedCursor(companyId, 0n), NOTIFIED));

    await happen(companyId, 'for me', told(adminId));
    await happen(companyId, 'for them', told(COLLEAGUE));

    await vi.waitFor(() => expect(mine?.items.map(({ event }) => event)).toEqual(['for me']), soon);
    await vi.waitFor(() => expect(theirs?.items.map(({ event }) => event)).toEqual(['for them']), soon);
    mine?.cut();
    theirs?.cut();
  });

  test('stand in no feed of purchases and of no card', async () => {
    const { companyId, adminId, token } = await companyWithAdmin();
    const feed = follow(process_.url, token, feedCursor(companyId, 0n));

    await happen(companyId, 'told', told(adminId));
    await happen(companyId, 'bought');

    await vi.waitFor(() => expect(feed.items.map(({ event }) => event)).toEqual(['bought']), soon);
    feed.cut();
  });

  test.each([
    ['its session ends', true, 4401],
    ['its person may see something else now', false, 1012],
  ])('are cut when %s', async (_when, ended, code) => {
    const { adminId, token } = await companyWithAdmin();
    const feed = follow(process_.url, token, null, NOTIFIED);
    await vi.waitFor(() => expect(process_.reader.followers).toBe(1), soon);

    process_.tell(adminId, ended);

    expect(await feed.ended).toBe(code);
  });
});

describe('what is refused', () => {
  const refused = async (query: string, after: string | null = null) => {
    const { token } = await companyWithAdmin();
    return follow(process_.url, token, after, query).ended;
  };

  test('a field that is not there', async () => {
    const [error] = (await refused('subscription { spendFeed { cursor secret } }')) as { message: string; extensions: object }[];

    expect(error).toMatchObject({ message: expect.stringContaining('secret'), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } });
  });

  test('a query', async () => {
    expect(await refused('{ feedCursor }')).toMatchObject([{ message: expect.stringContaining('POST') }]);
  });

  test('a text that is no GraphQL', async () => {
    expect(await refused('subscription {')).toMatchObject([{ message: expect.stringContaining('Syntax Error') }]);
  });

  test.each(['', 'nonsense', 'MSB4IDk'])('the cursor "%s"', async (after) => {
    expect(await refused(FOLLOW, after)).toMatchObject([{ extensions: { code: 'FEED_CURSOR_UNKNOWN' } }]);
  });

  test('a position that the company has not reached', async () => {
    const { companyId, token } = await companyWithAdmin();

    expect(await follow(process_.url, token, feedCursor(companyId, 99n)).ended).toMatchObject([
      { extensions: { code: 'FEED_CURSOR_UNKNOWN' } },
    ]);
  });
});

describe('the answer to an upgrade', () => {
  const traceOf = (url: string) =>
    new Promise<unknown>((resolve, reject) => {
      const socket = new WebSocket(url, 'graphql-transport-ws');
      socket.on('upgrade', ({ headers }) => {
        resolve(headers['x-trace-id']);
        socket.close();
      });
      socket.on('unexpected-response', (_request, { headers }) => resolve(headers['x-trace-id']));
      socket.on('error', reject);
    });

  test.each(['/graphql', '/elsewhere'])('of %s carries a trace id', async (path) => {
    expect(await traceOf(new URL(path, process_.url).href)).toMatch(/^[0-9a-f]{32}$/);
  });
});
