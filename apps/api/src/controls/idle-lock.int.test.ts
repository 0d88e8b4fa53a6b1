import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NotificationWriter } from '../notifications/notification-writer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking } from '../testing/money-harness.ts';
import type { SetControl } from './plan-control.ts';
import { FindIdleLocks, LockIdleCards } from './idle-lock.job.ts';

const DAY_MS = 24 * 3_600_000;

let harness: GraphQLHarness;
let job: LockIdleCards;
let scene: Scene;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
  job = new LockIdleCards(harness.database, harness.cards);
});
afterAll(() => harness.close());
beforeEach(async () => {
  // A quarter past nine of a winter's day in Lisbon, when the cards of the scene are issued.
  scene = await harness.prepare();
});

const key = (): string => `key ${(keys += 1)}`;
const lock = (idleDays: number, but: Partial<SetControl> = {}) =>
  harness.controls.set(scene.company.system, {
    ...{ idempotencyKey: key(), scope: 'COMPANY', controlType: 'IDLE_LOCK', idleDays },
    ...but,
  });
const pass = (days: number): void => harness.clock.advance(days * DAY_MS);
const run = () => job.run({ companyId: scene.companyId });

async function statusOf(cardId: string): Promise<string> {
  const { rows } = await harness.admin.query<{ status: string }>(`SELECT status FROM cards WHERE id = $1`, [cardId]);
  return rows[0]?.status ?? '';
}

const statuses = async (): Promise<string[]> => [await statusOf(scene.brunosCard), await statusOf(scene.carolsCard)];

async function buy(token: string, amount = 5): Promise<number> {
  const at = harness.clock.now().toISOString();
  return (await harness.marqeta.ask(asking({ token }, { amount, currency: 'EUR', at }))).status;
}

async function freezesOf(cardId: string): Promise<{ actor_name: string; reason: string }[]> {
  const { rows } = await harness.admin.query<{ actor_name: string; reason: string }>(
    `SELECT actor_name, reason FROM card_events WHERE card_id = $1 AND kind = 'card.suspended'`,
    [cardId],
  );
  return rows;
}

test('a card that nobody used is frozen when so many whole days are over, and not a day earlier', async () => {
  await lock(3);
  pass(3);
  await run();
  expect(await statuses()).toEqual(['ACTIVE', 'ACTIVE']);

  pass(1);
  await run();

  expect(await statuses()).toEqual(['SUSPENDED', 'SUSPENDED']);
  expect(await freezesOf(scene.brunosCard)).toEqual([{ actor_name: 'idle lock', reason: 'not used for 3 days' }]);
});

test('it is Marqeta’s to know too, and the next purchase is declined', async () => {
  await lock(1);
  pass(2);

  await run();

  expect(await buy(scene.brunosCard)).toBe(402);
  const { rows } = await harness.admin.query(`SELECT waiting_since FROM cards WHERE id = $1 AND waiting_since IS NOT NULL`, [
    scene.brunosCard,
  ]);
  expect(rows).toHaveLength(1);
});

test('one that was used yesterday stays, and one whose purchase was declined does not', async () => {
  await lock(1);
  pass(3);
  expect(await buy(scene.brunosCard)).toBe(200);
  expect(await buy(scene.carolsCard, 5_000_000)).toBe(402);
  pass(1);

  await run();

  expect(await statuses()).toEqual(['ACTIVE', 'SUSPENDED']);
});

test('an unfrozen card has as many days again', async () => {
  await lock(2);
  pass(3);
  await run();
  await harness.cards.unfreeze(scene.as.ana, { idempotencyKey: key(), cardId: scene.brunosCard });

  pass(2);
  await run();
  expect(await statusOf(scene.brunosCard)).toBe('ACTIVE');

  pass(1);
  await run();
  expect(await statusOf(scene.brunosCard)).toBe('SUSPENDED');
  expect(await freezesOf(scene.brunosCard)).toHaveLength(2);
});

test('a card that took the place of another goes on with its purchases, and with its lock', async () => {
  await lock(2, { scope: 'CARD', subjectId: scene.brunosCard });
  pass(1);
  const { cardId: next } = await harness.cards.replace(scene.as.ana, {
    ...{ idempotencyKey: key(), cardId: scene.brunosCard, reason: 'LOST' },
  });
  pass(1);
  // A purchase of the lost card that only now becomes known.
  await harness.admin.query(
    `INSERT INTO transactions (company_id, id, marqeta_transaction_token, card_id, user_id, card_product_id, kind, status, currency, amount_minor,
                               requested_minor, merchant_name, merchant_category, transacted_at, created_at, updated_at)
     SELECT company_id, gen_random_uuid(), gen_random_uuid()::text, id, user_id, card_product_id, 'PURCHASE', 'EXPIRED', 'EUR', 500, 500, 'Blue Door', '5814',
            $2, $2, $2 FROM cards WHERE id = $1`,
    [scene.brunosCard, harness.clock.now()],
  );

  pass(2);
  await run();
  expect(await statusOf(next)).toBe('ACTIVE');

  pass(1);
  await run();
  expect(await statusOf(next)).toBe('SUSPENDED');
});

test('a lock that is only tried out, switched off or removed freezes nothing', async () => {
  await lock(1, { mode: 'SHADOW' });
  await lock(1, { scope: 'TEAM', subjectId: scene.design, isActive: false });
  const { controlId } = await lock(1, { scope: 'PERSON', subjectId: scene.as.bruno.userId });
  await harness.controls.remove(scene.company.system, { idempotencyKey: key(), id: controlId });
  pass(5);

  await run();

  expect(await statuses()).toEqual(['ACTIVE', 'ACTIVE']);
});

test('two runs at once, and one more, freeze a card once', async () => {
  await lock(1);
  pass(2);

  await Promise.all([run(), run()]);
  await run();

  expect(await freezesOf(scene.brunosCard)).toHaveLength(1);
  expect(await freezesOf(scene.carolsCard)).toHaveLength(1);
});

test('of more cards than are looked at in one go none is left', async () => {
  for (let i = 0; i < 60; i += 1)
    await harness.issuing.issue(scene.company.system, {
      ...{ idempotencyKey: key(), holderId: scene.as.bruno.userId, programId: scene.programId, name: `Card ${i}` },
    });
  await lock(1);
  pass(2);

  await run();

  const { rows } = await harness.admin.query(`SELECT status, count(*)::int FROM cards WHERE company_id = $1 GROUP BY 1`, [scene.companyId]);
  expect(rows).toEqual([{ status: 'SUSPENDED', count: 62 }]);
});

describe('of the locks that bind a card', () => {
  test.each<[string, () => Partial<SetControl>, string[]]>([
    ['its own', () => ({ scope: 'CARD', subjectId: scene.brunosCard }), ['SUSPENDED', 'ACTIVE']],
    ['its holder’s', () => ({ scope: 'PERSON', subjectId: scene.as.bruno.userId }), ['SUSPENDED', 'ACTIVE']],
    ['its team’s', () => ({ scope: 'TEAM', subjectId: scene.design }), ['SUSPENDED', 'ACTIVE']],
    ['its program’s', () => ({ scope: 'CARD_PROGRAM', subjectId: scene.programId }), ['SUSPENDED', 'SUSPENDED']],
  ])('%s stands when it is the shortest', async (_whose, of, expected) => {
    await lock(10);
    await lock(2, of());
    pass(3);

    await run();

    expect(await statuses()).toEqual(expected);
  });

  test('the company’s stands when it is shorter than the card’s own', async () => {
    await lock(2);
    await lock(10, { scope: 'CARD', subjectId: scene.brunosCard });
    pass(3);

    await run();

    expect(await statuses()).toEqual(['SUSPENDED', 'SUSPENDED']);
  });
});

test('the holder is told why, in their language, and the history says so too', async () => {
  await lock(1);
  pass(2);

  await run();

  await new NotificationWriter(harness.database).catchUp(scene.companyId);
  const { data } = await harness.ask(scene.as.bruno, '{ notifications { edges { node { kind body } } } }');
  expect(data).toEqual({
    notifications: {
      edges: [{ node: { kind: 'card.suspended', body: 'It was not used for 1 day. Purchases are declined until an admin unfreezes it.' } }],
    },
  });
  const query = `query ($id: ID!) { card(id: $id) { history { kind sentence } } }`;
  const { data: shown, errors } = await harness.ask({ ...scene.as.bruno, locale: 'pt-PT' }, query, { id: scene.brunosCard });
  expect(errors).toEqual([]);
  expect(JSON.stringify(shown)).toContain('Congelado: não foi usado durante 1 dia');
});

test('the clock finds the companies that have such a lock, and leaves the others alone', async () => {
  const other = await harness.prepare('Other');
  await lock(1);
  await harness.controls.set(other.company.system, {
    ...{ idempotencyKey: key(), scope: 'COMPANY', controlType: 'IDLE_LOCK', idleDays: 1, mode: 'SHADOW' },
  });

  await new FindIdleLocks(harness.database).run();

  const { rows } = await harness.admin.query<{ key: string }>(
    `SELECT key FROM graphile_worker.jobs WHERE task_identifier = 'card.lockIdle'`,
  );
  const keysOfJobs = rows.map((row) => row.key);
  expect(keysOfJobs).toContain(`card.lockIdle:${scene.companyId}`);
  expect(keysOfJobs).not.toContain(`card.lockIdle:${other.companyId}`);
});
