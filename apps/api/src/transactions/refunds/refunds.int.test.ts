import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GraphQLHarness, openGraphQL, type Scene } from '../../testing/graphql-harness.ts';
import { told } from '../../testing/money-harness.ts';
import { NEVER_STOPPING } from '../../testing/never-stopping.ts';

let harness: GraphQLHarness;
let scene: Scene;
let keys = 0;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
  const limit = {
    controlType: 'AMOUNT_LIMIT',
    amountMinor: '900000',
    scope: 'CARD',
    subjectId: scene.brunosCard,
    window: 'MONTH',
  } as const;
  await harness.controls.set(scene.company.system, { ...limit, idempotencyKey: `limit ${(keys += 1)}` });
});

const idOf = async (token: string): Promise<string> =>
  (await harness.admin.query(`SELECT id FROM transactions WHERE marqeta_transaction_token = $1`, [token])).rows[0].id;

type Told = { readonly amount?: number; readonly mid?: string; readonly at?: string; readonly names?: string };

async function tell(name: string, { amount, mid = '884120077315', at, names }: Told): Promise<string> {
  const token = randomUUID();
  const acceptor = { mid, mcc: '5734', name: `MERCHANT ${mid}`, country_code: 'USA' };
  await harness.marqeta.deliver(
    told(scene.brunos, name, {
      ...{ token, currency_code: 'EUR', card_acceptor: acceptor },
      ...(amount === undefined ? {} : { amount, request_amount: amount }),
      ...(at === undefined ? {} : { user_transaction_time: at }),
      ...(names === undefined ? {} : { preceding_related_transaction_token: names }),
    }),
  );
  return token;
}
const bought = (but: Told = {}): Promise<string> =>
  tell('webhook.authorization.clearing.force-capture', { amount: 129, at: '2026-03-02T09:15:05Z', ...but });
const refunded = (but: Told = {}): Promise<string> => tell('webhook.refund', { amount: 42, at: '2026-03-06T09:15:04Z', ...but });

/** Runs what the applier has enqueued for refunds. */
async function linkRefunds(): Promise<void> {
  const { rows } = await harness.admin.query(
    `SELECT company_id AS "companyId", id AS "refundId" FROM transactions WHERE company_id = $1 AND kind = 'REFUND'`,
    [scene.companyId],
  );
  const job = harness.marqeta.path.jobs.find(({ name }) => name === 'refund.link');
  for (const refund of rows) await job?.run(refund as never, NEVER_STOPPING);
}

async function counted(): Promise<number> {
  const { rows } = await harness.admin.query(
    `SELECT coalesce(sum(amount_minor), 0)::int AS minor FROM spend_counters WHERE company_id = $1 AND period = 'MONTH'`,
    [scene.companyId],
  );
  return rows[0].minor;
}

async function balances(): Promise<Record<string, number>> {
  const { rows } = await harness.admin.query(
    `SELECT account, balance_minor::int AS minor FROM ledger_accounts WHERE company_id = $1 AND account IN ('AVAILABLE', 'SPENT')`,
    [scene.companyId],
  );
  return Object.fromEntries(rows.map(({ account, minor }) => [account, minor]));
}

async function linkOf(token: string): Promise<unknown> {
  const { rows } = await harness.admin.query(
    `SELECT r.refund_link AS link, r.refund_of_token AS "of" FROM transactions r WHERE r.marqeta_transaction_token = $1`,
    [token],
  );
  return rows[0];
}

describe('a refund', () => {
  test('that names its purchase gives back there what was counted, without being looked for', async () => {
    const purchase = await bought();
    const refund = await refunded({ names: purchase });

    await linkRefunds();

    expect(await linkOf(refund)).toEqual({ link: null, of: purchase });
    expect(await counted()).toBe(12_900 - 4_200);
  });

  test('that names none gives back funds at once, and limits when its purchase is found', async () => {
    const purchase = await bought();
    const refund = await refunded();
    expect(await balances()).toEqual({ AVAILABLE: 1_000_000 - 12_900 + 4_200, SPENT: 12_900 - 4_200 });
    expect(await counted()).toBe(12_900);

    await linkRefunds();
    await linkRefunds();

    expect(await linkOf(refund)).toEqual({ link: 'HIGH', of: purchase });
    expect(await counted()).toBe(12_900 - 4_200);
    expect(await balances()).toEqual({ AVAILABLE: 1_000_000 - 12_900 + 4_200, SPENT: 12_900 - 4_200 });
  });

  test('that may belong to two gives no limit back until somebody says so', async () => {
    const [one, other] = [await bought(), await bought({ at: '2026-03-03T09:15:05Z' })];
    const refund = await refunded();
    await linkRefunds();
    expect(await linkOf(refund)).toEqual({ link: 'LOW', of: other });
    expect(await counted()).toBe(2 * 12_900);

    await relink('rui', refund, one);

    expect(await linkOf(refund)).toEqual({ link: 'CONFIRMED', of: one });
    expect(await counted()).toBe(2 * 12_900 - 4_200);
  });

  test('that came before its purchase is looked for again', async () => {
    const refund = await refunded();
    await linkRefunds();
    expect(await linkOf(refund)).toEqual({ link: null, of: null });
    const purchase = await bought();

    await harness.marqeta.job('refund.linkOpen');
    await linkRefunds();

    expect(await linkOf(refund)).toEqual({ link: 'HIGH', of: purchase });
  });

  test('that was found and is taken back gives nothing back any more', async () => {
    await bought();
    const refund = await tell('webhook.refund', { amount: 42, at: '2026-03-06T09:15:04Z' });
    await linkRefunds();
    expect(await counted()).toBe(12_900 - 4_200);

    const token = randomUUID();
    const back = { token, type: 'pindebit.refund.reversal', currency_code: 'EUR', amount: 42, request_amount: 42 };
    await harness.marqeta.deliver(told(scene.brunos, 'webhook.refund', { ...back, preceding_related_transaction_token: refund }));

    expect(await counted()).toBe(12_900);
    expect(await balances()).toEqual({ AVAILABLE: 1_000_000 - 12_900, SPENT: 12_900 });
  });
});

const RELINK =
  'mutation ($input: RelinkRefundInput!) { relinkRefund(input: $input) { id refundOf { confidence decidedBy { displayName } purchase { id } } } }';

async function relink(who: keyof Scene['as'], refund: string, purchase: string | null, key = `relink ${(keys += 1)}`) {
  const input = { idempotencyKey: key, refundId: await idOf(refund), purchaseId: purchase === null ? null : await idOf(purchase) };
  return harness.ask(scene.as[who], RELINK, { input });
}

describe('to say to which purchase a refund belongs', () => {
  test('moves what limits get back, can be taken back, and is written down', async () => {
    const [one, other] = [await bought(), await bought({ mid: '1', amount: 20 })];
    const refund = await refunded();
    await linkRefunds();
    const before = await balances();

    const moved = await relink('ana', refund, other);
    expect(moved.errors).toEqual([]);
    expect(moved.data).toMatchObject({
      relinkRefund: { refundOf: { confidence: 'CONFIRMED', decidedBy: { displayName: 'Ana Costa' }, purchase: { id: await idOf(other) } } },
    });
    // No more than what was counted.
    expect(await counted()).toBe(12_900);

    await relink('ana', refund, null);
    expect(await linkOf(refund)).toEqual({ link: 'UNLINKED', of: null });
    expect(await counted()).toBe(12_900 + 2_000);

    await relink('ana', refund, one);
    expect(await counted()).toBe(12_900 + 2_000 - 4_200);
    expect(await balances()).toEqual(before);
    const { rows } = await harness.admin.query(
      `SELECT after->>'refundLink' AS link FROM audit_events WHERE company_id = $1 AND command = 'transaction.relinkRefund' ORDER BY id`,
      [scene.companyId],
    );
    expect(rows).toEqual([{ link: 'CONFIRMED' }, { link: 'UNLINKED' }, { link: 'CONFIRMED' }]);
  });

  test('said once more with the same key is said once', async () => {
    const purchase = await bought();
    const refund = await refunded();

    for (let i = 0; i < 2; i += 1) expect((await relink('rui', refund, purchase, 'once')).errors).toEqual([]);

    expect(await counted()).toBe(12_900 - 4_200);
  });

  test('stays whatever a rule finds later', async () => {
    await bought();
    const refund = await refunded();
    await relink('rui', refund, null);

    await linkRefunds();

    expect(await linkOf(refund)).toEqual({ link: 'UNLINKED', of: null });
  });

  test.each<[string, () => Promise<[refund: string, purchase: string | null]>, string]>([
    ['a purchase is none', async () => [await bought(), null], 'NOT_A_REFUND'],
    ['it belongs to another refund', async () => [await refunded(), await refunded()], 'REFUND_PURCHASE'],
    ['the purchase was made later', async () => [await refunded(), await bought({ at: '2026-03-07T09:15:05Z' })], 'REFUND_PURCHASE'],
  ])('is refused when %s', async (_when, make, code) => {
    const [refund, purchase] = await make();

    const { errors } = await relink('ana', refund, purchase);

    expect(errors[0]?.extensions?.['code']).toBe(code);
  });

  test('offers the likeliest first, to whoever keeps the books alone', async () => {
    const [one] = [await bought(), await bought({ mid: '1', at: '2026-03-03T09:15:05Z' })];
    const refund = await idOf(await refunded());
    const query = 'query ($id: ID!) { transaction(id: $id) { refundCandidates { remaining { minor } purchase { id } } } }';

    const shown = await harness.ask(scene.as.rui, query, { id: refund });
    expect(shown.data).toMatchObject({
      transaction: { refundCandidates: [{ remaining: { minor: '12900' }, purchase: { id: await idOf(one) } }, {}] },
    });
    expect((await harness.ask(scene.as.bruno, query, { id: refund })).data).toEqual({ transaction: { refundCandidates: null } });
  });

  test('is seen from both sides', async () => {
    const purchase = await bought();
    const refund = await refunded();
    await linkRefunds();
    const query = `query ($id: ID!) { transaction(id: $id) { refunded { minor } refundOf { purchase { id } } refunds { confidence refund { id } } } }`;

    expect((await harness.ask(scene.as.bruno, query, { id: await idOf(purchase) })).data).toMatchObject({
      transaction: { refunded: { minor: '4200' }, refundOf: null, refunds: [{ confidence: 'HIGH', refund: { id: await idOf(refund) } }] },
    });
    expect((await harness.ask(scene.as.bruno, query, { id: await idOf(refund) })).data).toMatchObject({
      transaction: { refundOf: { purchase: { id: await idOf(purchase) } }, refunds: [] },
    });
  });
});
