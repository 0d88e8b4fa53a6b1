import { randomUUID } from 'node:crypto';
import { basicAuthorization, signWebhook } from '@afc/marqeta';
import fc from 'fast-check';
import pg from 'pg';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SETTLE } from './drain.ts';
import { fixture, MoneyHarness, type Process, SECRET, type TestCard, told, WEBHOOK } from '../testing/money-harness.ts';

let harness: MoneyHarness;
let api: Process;
const registry = new Registry();
const queueRegistry = new Registry();

beforeAll(async () => {
  harness = await MoneyHarness.open();
  api = await harness.process({ registry });
});
afterAll(() => harness.close());
beforeEach(() => registry.resetMetrics());

const RUNS = process.env['LONG'] === '1' ? 1_000 : 60;
const DAY_MS = 86_400_000;

/** The figure of a metric with these labels; of all together without. */
async function figure(name: string, labels: Record<string, string> = {}): Promise<number> {
  const metric = (await registry.getMetricsAsJSON()).find((one) => one.name === name);
  const values = (metric?.values ?? []) as readonly { value: number; labels: Record<string, unknown>; metricName?: string }[];
  return values
    .filter(
      (one) =>
        (one.metricName === undefined || one.metricName === `${name}_count`) &&
        Object.entries(labels).every(([key, label]) => one.labels[key] === label),
    )
    .reduce((sum, { value }) => sum + value, 0);
}

function post(payload: string | Buffer, headers: Record<string, string> = {}, to = api) {
  return to.app.inject({
    method: 'POST',
    url: '/webhooks/marqeta',
    headers: {
      authorization: basicAuthorization(WEBHOOK),
      'content-type': 'application/json',
      'x-marqeta-signature': signWebhook(SECRET, 'HMAC_SHA_256', payload),
      ...headers,
    },
    payload,
  });
}

describe('while a secret and a password are changed', () => {
  const older = { username: 'webhook-of-before', password: 'older-Password-0123456789' };
  const payload = JSON.stringify(fixture('webhook.ping'));
  let rotating: Process;

  beforeAll(async () => {
    rotating = await harness.process({
      marqeta: {
        gateway: WEBHOOK,
        ...{ webhook: WEBHOOK, webhookPrevious: older },
        webhookSecrets: [SECRET, 'Older-Secret-0123456789!'],
        webhookSignature: { header: 'x-signature', algorithms: ['HMAC_SHA_1'], encodings: ['base64'] },
        allowedIps: ['127.0.0.0/8'],
      },
    });
  });
  const signature = (secret: string) => Buffer.from(signWebhook(secret, 'HMAC_SHA_1', payload), 'hex').toString('base64');

  test.each([
    ['newer', SECRET, WEBHOOK],
    ['older', 'Older-Secret-0123456789!', older],
  ] as const)('the %s of each is accepted, in the algorithm, encoding and header that are set', async (_which, secret, credentials) => {
    const headers = { authorization: basicAuthorization(credentials), 'x-signature': signature(secret) };

    expect((await post(payload, headers, rotating)).statusCode).toBe(200);
  });

  test('what is signed as it is not set is refused', async () => {
    expect((await post(payload, { 'x-signature': signWebhook(SECRET, 'HMAC_SHA_256', payload) }, rotating)).statusCode).toBe(401);
  });
});

describe('a message', () => {
  test.each<[string, number, string | null]>([
    ['of a minute ago', -60_000, null],
    ['as old as Marqeta’s last retry', -16 * DAY_MS, null],
    ['older than any retry', -18 * DAY_MS, 'OLD'],
    ['a minute ahead of our clock', 60_000, null],
    ['an hour ahead of our clock', 3_600_000, 'AHEAD'],
  ])('%s is kept and applied, and flagged %s', async (_what, offset, flag) => {
    const [company, token] = [await harness.company(), randomUUID()];
    const card = await company.card();
    const said = new Date(harness.clock.now().getTime() + offset);

    expect(await api.deliver(told(card, 'webhook.refund', { token, created_time: said.toISOString() }))).toBe(200);

    expect(await harness.sql(`SELECT state, flag, type, said_at FROM marqeta_inbox WHERE token = $1`, [token])).toEqual([
      { state: 'APPLIED', flag, type: 'refund', said_at: said },
    ]);
    expect(await figure('webhook_flagged_total')).toBe(flag === null ? 0 : 1);
    expect(await figure('webhook_delivery_lag_seconds')).toBe(flag === null ? 1 : 0);
    expect(await figure('webhook_apply_lag_seconds', { type: 'transactions.refund' })).toBe(1);
  });

  test('that comes three times, twice of them in one delivery, is stored once and counted as stored once', async () => {
    const card = await (await harness.company()).card();
    const body = told(card, 'webhook.refund', { token: randomUUID() });
    const [item] = body['transactions'] as object[];

    await api.deliver({ transactions: [item, item] });
    await api.deliver(body);

    expect(await figure('webhook_messages_total', { type: 'transactions.refund', outcome: 'stored' })).toBe(1);
    expect(await figure('webhook_messages_total', { type: 'transactions.refund', outcome: 'duplicate' })).toBe(2);
    expect(await figure('webhook_settled_total', { outcome: 'applied' })).toBe(1);
  });

  test('that is not understood gets a letter; one that waits is seen in the figures', async () => {
    const token = randomUUID();
    await api.deliver({ moonphasetransitions: [{ token, type: 'phase.full' }] });

    expect(await harness.sql(`SELECT state, envelope, type, problem, attempts FROM dead_letters WHERE token = $1`, [token])).toEqual([
      { state: 'UNKNOWN', envelope: 'moonphasetransitions', type: 'phase.full', problem: 'envelope is not known', attempts: 1 },
    ]);
    expect(await figure('dead_letters', { state: 'UNKNOWN' })).toBeGreaterThan(0);
    expect(await figure('inbox_by_type', { type: 'moonphasetransitions.phase.full', state: 'UNKNOWN' })).toBe(1);
  });
});

test('messages that wait are told by type with the age of the oldest, and no longer once they are applied', async () => {
  const away = await harness.process({ registry: queueRegistry, appliesInbox: false });
  await post(JSON.stringify(told(await (await harness.company()).card(), 'webhook.refund', { token: randomUUID() })), {}, away);
  const told90sLater = async () => {
    harness.clock.advance(90_000);
    const text = await queueRegistry.metrics();
    return text.split('\n').filter((line) => /^(inbox_pending|inbox_oldest|inbox_by_type.*PENDING)/.test(line));
  };

  expect(await told90sLater()).toEqual([
    ...['inbox_pending 1', 'inbox_oldest_pending_seconds 90'],
    'inbox_by_type{type="transactions.refund",state="PENDING"} 1',
  ]);
  await away.path.drain();
  expect(await told90sLater()).toEqual(['inbox_pending 0', 'inbox_oldest_pending_seconds 0']);
});

test('deliveries that are refused are counted by hour and code', async () => {
  await harness.sql(`DELETE FROM webhook_refusals`);
  await post('{"pings":[]}', { authorization: 'Basic ab' });
  await post('{"pings":[]}', { authorization: 'Basic cd' });
  await post('{"pings":');
  await post('x'.repeat(1_100_000));

  await expect
    .poll(() => harness.sql(`SELECT code, count::int FROM webhook_refusals WHERE code <> 'CALLER_SIGNATURE_REFUSED' ORDER BY code`), {
      timeout: 20_000,
    })
    .toEqual([
      { code: 'CALLER_CREDENTIALS_REFUSED', count: 2 },
      { code: 'MESSAGE_NOT_UNDERSTOOD', count: 1 },
      { code: 'TOO_LARGE', count: 1 },
    ]);
  expect(await figure('webhook_refusals_total', { code: 'CALLER_CREDENTIALS_REFUSED' })).toBe(2);
});

test('a delivery that cannot be stored is answered 503, so that Marqeta sends it again', async () => {
  const body = () => JSON.stringify({ transactions: [{ token: randomUUID() }] });
  await harness.sql(`ALTER TABLE message_keys RENAME TO message_keys_away`);
  const away = await post(body());
  await harness.sql(`ALTER TABLE message_keys_away RENAME TO message_keys`);

  expect([away.statusCode, away.json<{ code: string }>().code]).toEqual([503, 'INBOX_AWAY']);
  expect((await post(body())).statusCode).toBe(200);
});

test('one delivery that the database refuses does not take those with it that come in the same moment', async () => {
  const [bad, good] = [randomUUID(), randomUUID()];
  await harness.sql(`ALTER TABLE message_keys ADD CONSTRAINT no_bad CHECK (token <> '${bad}') NOT VALID`);
  const answers = await Promise.all([bad, good].map((token) => post(JSON.stringify({ transactions: [{ token }] }))));
  await harness.sql(`ALTER TABLE message_keys DROP CONSTRAINT no_bad`);

  expect(answers.map(({ statusCode }) => statusCode)).toEqual([503, 200]);
  expect(await harness.sql(`SELECT token FROM marqeta_inbox WHERE token = ANY ($1)`, [[bad, good]])).toEqual([{ token: good }]);
});

const NAMES = [
  'webhook.refund',
  'webhook.authorization.approved',
  'webhook.card.state.suspended',
  'webhook.cardaction.pin-set',
  'webhook.batch-of-three',
  'webhook.ping',
] as const;

/** A way to spoil a body: what a proxy, a bug or a stranger may make of it. */
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), byte: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(), byte: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('end' as const), at: fc.nat(), byte: fc.constant(0) }),
);

function spoiled(body: Buffer, changes: readonly { kind: 'flip' | 'cut' | 'repeat' | 'end'; at: number; byte: number }[]): Buffer {
  return changes.reduce((bytes, { kind, at: where, byte }) => {
    const at = bytes.length === 0 ? 0 : where % bytes.length;
    switch (kind) {
      case 'flip':
        return Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + 1)]);
      case 'cut':
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + byte)]);
      case 'repeat':
        return Buffer.concat([bytes.subarray(0, at + byte), bytes.subarray(at)]);
      case 'end':
        return bytes.subarray(0, at);
    }
  }, body);
}

function parsedOrNull(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

/** How many messages a body holds, read without any of our code; null when it is no delivery. */
function messagesIn(body: Buffer): number | null {
  const parsed = parsedOrNull(body);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed) || Object.keys(parsed).length === 0) return null;
  const items = Object.entries(parsed)
    .filter(([envelope]) => envelope !== 'pings')
    .flatMap(([envelope, some]) => (Array.isArray(some) ? some : [some]).map((item) => `${envelope} ${JSON.stringify(item)}`));
  return new Set(items).size;
}

const values = fc.jsonValue({ maxDepth: 6 });
const anyBody = fc.oneof(
  fc
    .tuple(fc.constantFrom(...NAMES), fc.array(mutation, { maxLength: 4 }), fc.uuid())
    .map(([name, changes, mark]) => spoiled(Buffer.from(JSON.stringify({ mark, ...fixture(name) })), changes)),
  values.map((value) => Buffer.from(JSON.stringify(value))),
  fc
    .dictionary(
      fc.string({ unit: 'binary' }),
      fc.array(fc.record({ token: fc.string({ unit: 'binary' }), type: values, amount: values, created_time: values })),
      { minKeys: 1, maxKeys: 3 },
    )
    .map((body) => Buffer.from(JSON.stringify(body))),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
);

test('whatever comes signed is stored, or refused with 400: never an error of ours, never half', async () => {
  await fc.assert(
    fc.asyncProperty(anyBody, async (body) => {
      const [before] = await harness.sql<{ count: number }>(`SELECT count(*)::int AS count FROM marqeta_inbox`);
      const { statusCode } = await post(body);
      const [after] = await harness.sql<{ count: number }>(`SELECT count(*)::int AS count FROM marqeta_inbox`);
      const again = await post(body);
      const [atLast] = await harness.sql<{ count: number }>(`SELECT count(*)::int AS count FROM marqeta_inbox`);

      const expected = messagesIn(body);
      if (expected === null) expect(statusCode).toBe(400);
      else {
        expect(statusCode).toBe(200);
        // Fixtures that were not spoiled may be there already.
        expect((after?.count ?? 0) - (before?.count ?? 0)).toBeLessThanOrEqual(expected);
      }
      expect(again.statusCode).toBe(statusCode);
      expect(atLast).toEqual(after);
    }),
    { numRuns: RUNS },
  );
  await api.path.drain();
  expect(await harness.sql(`SELECT 1 FROM marqeta_inbox WHERE state = 'PENDING'`)).toEqual([]);
}, 120_000);

test('what is nested deeper than can be written again is refused with 400', async () => {
  const body = (depth: number) => `{"transactions":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  expect((await post(body(50))).statusCode).toBe(200);
  expect((await post(body(400_000))).statusCode).toBe(400);
});

test('every message of a body with tokens never seen is found in the inbox', async () => {
  const item = fc.record({ token: fc.uuid(), type: fc.string({ maxLength: 20 }), more: values });
  const bodies = fc.dictionary(
    fc.constantFrom('transactions', 'cards', 'moonphasetransitions', 'threedstransitions'),
    fc.array(item, { maxLength: 10 }),
    { minKeys: 1 },
  );
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      expect((await post(JSON.stringify(body))).statusCode).toBe(200);

      const asked = Object.entries(body).flatMap(([envelope, items]) => items.map(({ token }) => `${envelope} ${token}`));
      const found = await harness.sql<{ key: string }>(
        `SELECT DISTINCT envelope || ' ' || token AS key FROM marqeta_inbox WHERE envelope || ' ' || token = ANY ($1)`,
        [asked],
      );
      expect(found.map(({ key }) => key).sort()).toEqual([...new Set(asked)].sort());
    }),
    { numRuns: RUNS },
  );
}, 120_000);

/** A set of messages of all sorts, of one card and with tokens of their own. */
function messagesOf(card: TestCard, prefix: string): readonly { envelope: string; item: Record<string, unknown> }[] {
  const own = (item: Record<string, unknown>, token: string) => ({ ...item, token: `${prefix}-${token}`, card_token: card.token });
  const [authorization] = told(card, 'webhook.authorization.approved')['transactions'] as Record<string, unknown>[];
  const [clearing] = told(card, 'webhook.authorization.clearing')['transactions'] as Record<string, unknown>[];
  const [refund] = told(card, 'webhook.refund')['transactions'] as Record<string, unknown>[];
  const [suspended] = fixture('webhook.card.state.suspended')['cards'] as Record<string, unknown>[];
  const related = { preceding_related_transaction_token: `${prefix}-root` };
  return [
    { envelope: 'transactions', item: own(authorization ?? {}, 'root') },
    { envelope: 'transactions', item: { ...own(clearing ?? {}, 'clearing'), ...related } },
    { envelope: 'transactions', item: own(refund ?? {}, 'refund') },
    { envelope: 'transactions', item: { token: `${prefix}-bare` } },
    { envelope: 'transactions', item: { ...own(refund ?? {}, 'strange'), state: 'HALF_DONE' } },
    { envelope: 'cards', item: own(suspended ?? {}, 'suspended') },
    { envelope: 'moonphasetransitions', item: { token: `${prefix}-moon`, type: 'phase.full' } },
  ];
}

test('one set of messages in any order, with repeats and in any batches gives one inbox and one outcome', async () => {
  const arrangement = fc
    .shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6], { minLength: 14 })
    .chain((order) =>
      fc.record({ order: fc.constant(order), sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 14, maxLength: 14 }) }),
    );

  async function outcomeOf(order: readonly number[], sizes: readonly number[]): Promise<unknown> {
    const company = await harness.company();
    const prefix = randomUUID().slice(0, 18);
    const messages = messagesOf(await company.card(), prefix);
    const waiting = [...order];
    for (const size of sizes) {
      const body: Record<string, object[]> = {};
      for (const index of waiting.splice(0, size)) {
        const message = messages[index];
        if (message !== undefined) (body[message.envelope] ??= []).push(message.item);
      }
      if (Object.keys(body).length > 0) expect(await api.deliver(body)).toBe(200);
    }
    return {
      inbox: await harness.sql(
        `SELECT envelope, type, replace(token, $1, '') AS token, state, problem FROM marqeta_inbox WHERE token LIKE $1 || '%' ORDER BY envelope, token`,
        [prefix],
      ),
      letters: await harness.sql(
        `SELECT replace(token, $1, '') AS token, state, attempts FROM dead_letters WHERE token LIKE $1 || '%' ORDER BY envelope, token`,
        [prefix],
      ),
      balances: await company.balances(),
      transactions: await harness.sql(
        `SELECT kind, status, cleared_minor::int FROM transactions WHERE company_id = $1 ORDER BY kind, status`,
        [company.id],
      ),
      broken: await harness.broken(company),
    };
  }

  const straight = await outcomeOf([0, 1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 1, 1, 1]);
  expect(straight).toMatchObject({ broken: [], inbox: { length: 7 }, letters: { length: 4 } });
  await fc.assert(
    fc.asyncProperty(arrangement, async ({ order, sizes }) => {
      expect(await outcomeOf(order, sizes)).toEqual(straight);
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  );
}, 120_000);

test('what became of a message is written by its id, however much waits of which statistics know nothing yet', async () => {
  const client = new pg.Client({ connectionString: harness.database.urls.gateway });
  await client.connect();
  await client.query(
    `BEGIN; INSERT INTO marqeta_inbox (id, shard, envelope, token, source, state, body, received_at)
     SELECT gen_random_uuid(), 0, 'pings', i::text, 'WEBHOOK', 'PENDING', '{}', now() FROM generate_series(1, 3000) i`,
  );
  try {
    await client.query(
      `SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off`,
    );
    await client.query(`PREPARE settle (uuid[], text[], text[], uuid[], timestamptz) AS ${SETTLE}`);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE settle ('{}', '{}', '{}', '{}', now())`);
    const scans = rows.map((row) => row['QUERY PLAN']).filter((line) => /Scan .*on marqeta_inbox/.test(line));
    expect(scans).not.toEqual([]);
    for (const scan of scans) expect(scan).toMatch(/Index Scan using marqeta_inbox_\w+_pkey/);
  } finally {
    await client.query('ROLLBACK');
    await client.end();
  }
});
