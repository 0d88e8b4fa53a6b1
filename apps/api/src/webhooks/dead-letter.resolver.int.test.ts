import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking, told } from '../testing/money-harness.ts';

let harness: GraphQLHarness;
let scene: Scene;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
  scene = await harness.prepare();
});
afterAll(() => harness.close());
beforeEach(() => harness.admin.query(`DELETE FROM graphile_worker._private_jobs`));

const olga: Viewer = {
  ...{ identityId: randomUUID(), sessionId: 'session', companyId: null, userId: null, role: 'OPERATOR' },
  ...{ teamIds: [], managedTeamIds: [], displayName: 'Olga Operator', locale: 'en', accessVersion: 1, provenAtMs: 0 },
};
const pedro: Viewer = { ...olga, identityId: randomUUID(), displayName: 'Pedro Operator' };

type Letter = {
  readonly id: string;
  readonly state: string;
  readonly problem: string;
  readonly attempts: number;
  readonly actions: readonly string[];
  readonly reason: string | null;
  readonly decidedByName: string | null;
  readonly message: string;
  readonly deeds: readonly { command: string; actorName: string; reason: string | null }[];
};
const FIELDS = 'id envelope type token state problem attempts actions reason decidedByName';

async function ok<T>(viewer: Viewer, query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const { data, errors } = await harness.ask(viewer, query, variables);
  if (errors.length > 0) throw new Error(errors[0]?.message);
  return Object.values(data ?? {})[0] as T;
}
const key = () => `key ${(keys += 1)}`;
type Verb = 'replay' | 'dismiss' | 'restore';
const TYPES = { replay: 'DecideDeadLettersInput', dismiss: 'DismissDeadLettersInput', restore: 'DecideDeadLettersInput' } as const;
function decide(verb: Verb, ids: readonly string[], but: { by?: Viewer; key?: string; reason?: string } = {}): Promise<Letter[]> {
  const reason = verb === 'dismiss' ? { reason: but.reason ?? 'A test of the issuer' } : {};
  return ok(but.by ?? olga, `mutation ($input: ${TYPES[verb]}!) { ${verb}DeadLetters(input: $input) { ${FIELDS} } }`, {
    input: { idempotencyKey: but.key ?? key(), ids, ...reason },
  });
}
const letter = (id: string): Promise<Letter> =>
  ok(olga, `query ($id: ID!) { deadLetter(id: $id) { ${FIELDS} message deeds { command actorName reason } } }`, { id });
const rows = async (sql: string, ...values: unknown[]) => (await harness.admin.query<Record<string, unknown>>(sql, values)).rows;

/** A message of a card that nobody has; @returns its letter's id */
async function ofUnknownCard(token: string = randomUUID()): Promise<string> {
  await harness.marqeta.deliver(told({ token: 'a-card-of-nobody' }, 'webhook.refund', { token }));
  const [row] = await rows(`SELECT id FROM dead_letters WHERE token = $1`, token);
  return String(row?.['id']);
}

/** A refund of Bruno's in a state that Marqeta does not have. */
async function failing(): Promise<string> {
  const token = randomUUID();
  const [item] = told(scene.brunos, 'webhook.refund', { token })['transactions'] as object[];
  await harness.marqeta.deliver({ transactions: [{ ...item, state: 'HALF_DONE' }] });
  const [row] = await rows(`SELECT id FROM dead_letters WHERE token = $1`, token);
  return String(row?.['id']);
}

/** What the worker does with the job that a replay leaves. */
async function work(): Promise<void> {
  await harness.marqeta.path.drain();
}

describe('a message that was not applied', () => {
  test('is listed by state, kind and age, the newest first, and counted', async () => {
    const [older, newer] = [await ofUnknownCard(), await ofUnknownCard()];
    const list = (filter: object) =>
      ok<{ edges: { node: Letter }[]; totalCount: number }>(
        olga,
        `query ($filter: DeadLettersFilterInput) { deadLetters(filter: $filter, first: 2) { edges { node { id } } totalCount } }`,
        { filter },
      );

    const here = { state: ['UNKNOWN'], envelope: 'transactions', type: 'refund', receivedTo: '2026-03-02T10:00:00Z' };
    expect((await list(here)).edges.map(({ node }) => node.id)).toEqual([newer, older]);
    expect((await list(here)).totalCount).toBeGreaterThanOrEqual(2);
    for (const but of [{ state: ['APPLIED'] }, { envelope: 'cards' }, { type: 'clearing' }, { receivedTo: '2026-03-02T09:00:00Z' }])
      expect(await list({ ...here, ...but })).toEqual({ edges: [], totalCount: 0 });
    expect(await ok(olga, `{ deadLetterKinds { envelope type open } }`)).toContainEqual(
      expect.objectContaining({ envelope: 'transactions', type: 'refund', open: expect.any(Number) }),
    );
  });

  test('shows what it is and not what it says of money; whole only for a reason, which is kept', async () => {
    const id = await ofUnknownCard();

    const seen = await letter(id);
    expect(JSON.parse(seen.message)).toMatchObject({ type: 'refund', amount: '•••', card_token: 'a-card-of-nobody' });
    const open = `mutation ($input: OpenDeadLetterInput!) { openDeadLetter(input: $input) { message } }`;
    const opened = await ok<{ message: string }>(olga, open, {
      input: { idempotencyKey: key(), id, reason: ' Asked by Marqeta, case 7 ' },
    });

    expect(JSON.parse(opened.message)).toMatchObject({ card_acceptor: { name: 'CLOUDPINE SOFTWARE' } });
    expect((await letter(id)).deeds).toEqual([
      { command: 'deadLetter.open', actorName: 'Olga Operator', reason: 'Asked by Marqeta, case 7' },
    ]);
    const refused = await harness.ask(olga, open, { input: { idempotencyKey: key(), id, reason: ' ' } });
    expect(refused.errors[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'reason' });
  });
});

describe('a replay', () => {
  test('is a job, and applies the message once its cause is gone', async () => {
    const token = randomUUID();
    const id = await ofUnknownCard(token);
    await harness.admin.query(`UPDATE marqeta_inbox SET body = replace(body, 'a-card-of-nobody', $2) WHERE id = $1`, [
      id,
      scene.carols.token,
    ]);

    expect(await decide('replay', [id])).toMatchObject([{ id, state: 'REPLAYING', decidedByName: 'Olga Operator', actions: [] }]);
    expect(
      await rows(`SELECT t.identifier FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id`),
    ).toEqual([{ identifier: 'inbox.drain' }]);
    await work();

    expect(await letter(id)).toMatchObject({ state: 'APPLIED', attempts: 2, deeds: [{ command: 'deadLetter.replay' }] });
    expect(await rows(`SELECT kind FROM transactions WHERE company_id = $1 AND card_id = $2`, scene.companyId, scene.carolsCard)).toEqual([
      { kind: 'REFUND' },
    ]);
  });

  test('that fails again stays, says why and counts its tries', async () => {
    const id = await failing();
    const before = await letter(id);
    await decide('replay', [id]);
    await work();

    expect(await letter(id)).toMatchObject({ state: before.state, problem: before.problem, attempts: 2, actions: ['REPLAY', 'DISMISS'] });
    expect(before.problem).not.toBe('');
  });

  test('asked for twice with one key is one, and with another input is refused', async () => {
    const [id, other] = [await ofUnknownCard(), await ofUnknownCard()];
    const same = key();
    await decide('replay', [id], { key: same });
    await work();
    await decide('replay', [id], { key: same });
    await work();

    expect((await letter(id)).attempts).toBe(2);
    await expect(decide('replay', [other], { key: same })).rejects.toThrow('This idempotency key was used before');
  });

  test('of what the gateway was asked is refused', async () => {
    await harness.marqeta.ask(asking({ token: 'a-card-of-nobody' }, { amount: 5, currency: 'EUR' }));
    const kept = () => rows(`SELECT id FROM dead_letters WHERE envelope = 'gateway-requests'`);
    // The answer to the gateway does not wait for it.
    await expect.poll(kept, { timeout: 20_000 }).toHaveLength(1);
    const [row] = await kept();

    await expect(decide('replay', [String(row?.['id'])])).rejects.toThrow('cannot be replayed');
    expect(await decide('dismiss', [String(row?.['id'])])).toMatchObject([{ state: 'DISMISSED', actions: ['RESTORE'] }]);
  });

  test.each([[[]], [['nothing']], [[randomUUID()]]])('of %j is refused', async (ids) => {
    await expect(decide('replay', ids)).rejects.toThrow();
  });
});

describe('a dismissal', () => {
  test('keeps who, when and why; is taken back to what the letter was; and its history stays', async () => {
    const id = await ofUnknownCard();
    expect(await decide('dismiss', [id], { reason: 'The card was a test' })).toMatchObject([
      { state: 'DISMISSED', reason: 'The card was a test', decidedByName: 'Olga Operator', actions: ['REPLAY', 'RESTORE'] },
    ]);

    expect(await decide('restore', [id], { by: pedro })).toMatchObject([
      { state: 'UNKNOWN', reason: null, decidedByName: 'Pedro Operator' },
    ]);

    expect((await letter(id)).deeds).toEqual([
      { command: 'deadLetter.dismiss', actorName: 'Olga Operator', reason: 'The card was a test' },
      { command: 'deadLetter.restore', actorName: 'Pedro Operator', reason: null },
    ]);
  });

  test('of one that failed alone is taken back to that', async () => {
    const id = await failing();
    await harness.admin.query(`UPDATE marqeta_inbox SET state = 'SET_ASIDE' WHERE id = $1`, [id]);
    await harness.admin.query(`UPDATE dead_letters SET state = 'SET_ASIDE' WHERE id = $1`, [id]);
    await decide('dismiss', [id]);

    expect(await decide('restore', [id])).toMatchObject([{ state: 'SET_ASIDE' }]);
    expect(await rows(`SELECT state FROM marqeta_inbox WHERE id = $1`, id)).toEqual([{ state: 'SET_ASIDE' }]);
  });

  test('needs a reason', async () => {
    await expect(decide('dismiss', [await ofUnknownCard()], { reason: '  ' })).rejects.toThrow('Say why');
  });
});

describe('at the same moment', () => {
  test('two replays put a message back once', async () => {
    const ids = [await ofUnknownCard(), await ofUnknownCard()];

    await Promise.all([decide('replay', ids), decide('replay', [...ids].reverse(), { by: pedro })]);
    await work();

    for (const id of ids) {
      const { attempts, deeds } = await letter(id);
      expect([attempts, deeds.length]).toEqual([2, 1]);
      expect(await rows(`SELECT replays FROM marqeta_inbox WHERE id = $1`, id)).toEqual([{ replays: 1 }]);
    }
  });

  test('a replay and a dismissal leave what one of them left, or both in turn; letter and inbox agree', async () => {
    for (let round = 0; round < 12; round += 1) {
      const id = await ofUnknownCard();
      await Promise.all([decide('replay', [id]), decide('dismiss', [id], { by: pedro }), work()]);
      await work();

      const { state, deeds } = await letter(id);
      const commands = deeds.map(({ command }) => command);
      const [inbox] = await rows(`SELECT state FROM marqeta_inbox WHERE id = $1`, id);
      expect(inbox).toEqual({ state: 'KEPT' });
      // Dismissed first, it may be replayed after; put back first, it cannot be dismissed until it has failed again.
      expect([
        ['UNKNOWN', 'deadLetter.replay'],
        ['UNKNOWN', 'deadLetter.dismiss', 'deadLetter.replay'],
        ['DISMISSED', 'deadLetter.replay', 'deadLetter.dismiss'],
      ]).toContainEqual([state, ...commands]);
    }
  });
});

test('an operator is told how many wait, and nobody else', async () => {
  const many = () => ok<{ openDeadLetters: number }>(olga, `{ viewer { openDeadLetters } }`);
  const { openDeadLetters: before } = await many();
  const id = await ofUnknownCard();
  expect(await many()).toEqual({ openDeadLetters: before + 1 });
  await decide('dismiss', [id]);

  expect(await many()).toEqual({ openDeadLetters: before });
  expect(await ok(scene.as.ana, `{ viewer { openDeadLetters } }`)).toEqual({ openDeadLetters: 0 });
});

test('the health of webhooks says what came last, how late those of the last hour were, and what was refused', async () => {
  const health = () =>
    ok(olga, `{ webhookHealth { lastReceivedAt lastType deliveryLagP50Ms applyLagP50Ms pending flagged refusals { code count } } }`);
  await ofUnknownCard();
  harness.clock.advance(2 * 3_600_000);
  await harness.admin.query(
    `INSERT INTO webhook_refusals VALUES ('2026-03-02T09:00:00Z', 'CALLER_SIGNATURE_REFUSED', 3, '2026-03-02T09:10:00Z')`,
  );
  const quiet = { deliveryLagP50Ms: null, applyLagP50Ms: null, pending: 0, flagged: 0 };
  const refusals = [{ code: 'CALLER_SIGNATURE_REFUSED', count: 3 }];
  expect(await health()).toEqual({ lastReceivedAt: '2026-03-02T09:15:04.000Z', lastType: 'transactions.refund', ...quiet, refusals });

  await harness.marqeta.deliver({ moonphasetransitions: [{ token: randomUUID(), created_time: '2026-03-02T11:15:01Z' }] });
  expect(await health()).toEqual({
    ...{ lastReceivedAt: '2026-03-02T11:15:04.000Z', lastType: 'moonphasetransitions' },
    ...{ deliveryLagP50Ms: 3_000, applyLagP50Ms: 0, pending: 0, flagged: 0, refusals },
  });
});
