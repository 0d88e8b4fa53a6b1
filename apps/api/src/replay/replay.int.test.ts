import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import type { SetControl } from '../controls/plan-control.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking, told } from '../testing/money-harness.ts';
import { proposalOf } from './proposal.ts';
import { runReplay } from './run-replay.ts';
import { Tally } from './tally.ts';

const RUNS = process.env['LONG'] === '1' ? 60 : 5;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let harness: GraphQLHarness;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

type Wish = Omit<SetControl, 'idempotencyKey'>;
let keys = 0;

async function set(wish: Wish): Promise<string> {
  keys += 1;
  const { controlId } = await harness.controls.set(scene.company.system, { ...wish, idempotencyKey: `key ${keys}` });
  return controlId;
}

type Buying = { readonly amount: number; readonly mcc?: string; readonly preceding?: string };

/** A purchase now. Its token. */
async function buy(card: { token: string }, { amount, ...but }: Buying): Promise<string> {
  const token = randomUUID();
  const at = harness.clock.now().toISOString();
  await harness.marqeta.ask(
    asking(card, { amount, token, currency: 'EUR', at, ...but, ...(but.preceding === undefined ? {} : INCREMENT) }),
  );
  return token;
}
const INCREMENT = { method: 'pgfs.authorization.incremental' };

async function tell(card: { token: string }, type: string, preceding: string, amount: number, but: object = {}): Promise<void> {
  const at = harness.clock.now().toISOString();
  const message = { type, token: randomUUID(), preceding_related_transaction_token: preceding, amount, request_amount: amount };
  await harness.marqeta.deliver(
    told(card, 'webhook.authorization.clearing', {
      ...message,
      currency_code: 'EUR',
      user_transaction_time: at,
      state: 'COMPLETION',
      ...but,
    }),
  );
}

const REPLAY = `query ($control: SetSpendingControlInput, $remove: ID, $days: Int!) { replayControl(control: $control, remove: $remove, days: $days) {
  decisions missing { input decisions }
  declined { ...Group } approved { ...Group } watched { ...Group } } }
fragment Group on ReplayGroup { count people merchants amounts { minor currency } examples { holderName amount { minor } answered instead } }`;

type Group = { count: number; people: number; merchants: number; amounts: object[]; examples: Record<string, unknown>[] };
type Result = { decisions: number; missing: object[]; declined: Group; approved: Group; watched: Group };

async function replay(viewer: Viewer, asked: { control?: Wish; remove?: string; days?: number }): Promise<Result> {
  const control = asked.control && { idempotencyKey: '', ...asked.control };
  const { data, errors } = await harness.ask(viewer, REPLAY, { days: 30, ...asked, control });
  expect(errors).toEqual([]);
  return data?.['replayControl'] as Result;
}

async function refusalOf(viewer: Viewer, asked: object): Promise<unknown> {
  const { errors } = await harness.ask(viewer, REPLAY, { days: 30, ...asked });
  return errors[0]?.extensions;
}

const limitOfCard = (amountMinor: string): Wish => ({
  ...{ scope: 'CARD', subjectId: scene.brunosCard, controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor },
});

test('a new limit: what it would have declined, of whom, and why', async () => {
  await buy(scene.brunos, { amount: 30 });
  await buy(scene.brunos, { amount: 25 });
  await buy(scene.brunos, { amount: 20 });
  await buy(scene.carols, { amount: 90 });

  const { declined, approved, watched, ...rest } = await replay(scene.as.ana, { control: limitOfCard('5000') });

  expect(rest).toEqual({ decisions: 4, missing: [] });
  expect([approved.count, watched.count]).toEqual([0, 0]);
  // The second one would not have counted, so the third would still have fitted.
  expect(declined).toEqual({
    ...{ count: 1, people: 1, merchants: 1, amounts: [{ minor: '2500', currency: 'EUR' }] },
    examples: [
      {
        holderName: 'Bruno Silva',
        amount: { minor: '2500' },
        answered: 'Approved for €25.00.',
        instead: expect.stringContaining('It is above the daily card limit of €50.00, of which €20.00 is left.'),
      },
    ],
  });
});

test('a limit that is raised: what it would have let through, held as it was asked for', async () => {
  const id = await set(limitOfCard('5000'));
  for (const amount of [30, 25, 20, 25]) await buy(scene.brunos, { amount });

  const { declined, approved } = await replay(scene.as.ana, { control: { ...limitOfCard('6000'), id } });

  // 30 + 25 would have fitted; then the 20 that was approved would not have.
  expect(approved).toMatchObject({ count: 1, amounts: [{ minor: '2500', currency: 'EUR' }] });
  expect(approved.examples[0]).toMatchObject({ answered: expect.stringContaining('€50.00'), instead: 'Approved for €25.00.' });
  expect(declined).toMatchObject({ count: 1, amounts: [{ minor: '2000', currency: 'EUR' }] });
});

test('a limit that many share stands otherwise when one of them would have been declined', async () => {
  await set({ scope: 'COMPANY', controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor: '10000' });
  await buy(scene.brunos, { amount: 60 });
  await buy(scene.carols, { amount: 70 });
  await buy(scene.carols, { amount: 40 });

  const { declined, approved } = await replay(scene.as.ana, { control: limitOfCard('5000') });

  const what = ({ holderName, amount }: Record<string, unknown>) => [holderName, (amount as { minor: string }).minor];
  expect(approved.examples.map(what)).toEqual([['Carol Silva', '7000']]);
  // With Carol's 70 the day is used up but for 30: what was approved to her afterwards would not have fitted.
  expect(declined.examples.map(what)).toEqual([
    ['Bruno Silva', '6000'],
    ['Carol Silva', '4000'],
  ]);
});

test('what Marqeta had said before we answered was no answer of our rules: no control would have changed it', async () => {
  const token = randomUUID();
  const at = harness.clock.now().toISOString();
  const message = { token, amount: 30, request_amount: 30, currency_code: 'EUR', user_transaction_time: at, state: 'PENDING' };
  await harness.marqeta.deliver(told(scene.brunos, 'webhook.authorization.approved', message));
  await harness.marqeta.ask(asking(scene.brunos, { amount: 30, token, currency: 'EUR', at }));
  await buy(scene.brunos, { amount: 40 });

  const { declined, decisions } = await replay(scene.as.ana, { control: limitOfCard('1000') });

  expect(decisions).toBe(2);
  expect(declined.examples.map(({ amount }) => amount)).toEqual([{ minor: '4000' }]);
});

test('what was given back gives room again, at the moment at which it was', async () => {
  const first = await buy(scene.brunos, { amount: 40 });
  harness.clock.advance(HOUR);
  await buy(scene.brunos, { amount: 20 });
  harness.clock.advance(HOUR);
  await tell(scene.brunos, 'authorization.reversal', first, 40);
  harness.clock.advance(HOUR);
  await buy(scene.brunos, { amount: 30 });

  const { declined } = await replay(scene.as.ana, { control: limitOfCard('5000') });

  expect(declined.examples.map(({ amount }) => amount)).toEqual([{ minor: '2000' }]);
});

test('what was bought before the period counts in the window in which it began', async () => {
  harness.clock.advance(DAY);
  await buy(scene.brunos, { amount: 40 });
  harness.clock.advance(4 * DAY);
  await buy(scene.brunos, { amount: 20 });

  const monthly: Wish = { ...limitOfCard('5000'), window: 'MONTH' };

  expect((await replay(scene.as.ana, { control: monthly, days: 2 })).declined.count).toBe(1);
  expect((await replay(scene.as.ana, { control: limitOfCard('5000'), days: 2 })).declined.count).toBe(0);
});

test('a limit as it stands changes nothing where the clock of the company was changed meanwhile', async () => {
  const monthly: Wish = { ...limitOfCard('5000'), window: 'MONTH' };
  const id = await set(monthly);
  await buy(scene.brunos, { amount: 40 });
  harness.clock.advance(2 * DAY);
  await buy(scene.brunos, { amount: 20 });
  harness.clock.advance(HOUR);
  await harness.ask(scene.as.ana, 'mutation ($input: SetCompanyClockInput!) { setCompanyClock(input: $input) { timeZone } }', {
    input: { idempotencyKey: 'clock', timeZone: 'Asia/Tokyo', weekStartsOn: 1, fiscalYearStartsOn: '01-01' },
  });

  const { approved, declined, missing } = await replay(scene.as.ana, { control: { ...monthly, id }, days: 1 });

  expect([approved.count, declined.count, missing]).toEqual([0, 0, []]);
});

test('a control that is removed lets through what it alone declined', async () => {
  const id = await set({ scope: 'CARD', subjectId: scene.brunosCard, controlType: 'MCC_BLOCK', mccs: ['5812'] });
  await set({ ...limitOfCard('5000'), window: 'TRANSACTION' });
  await buy(scene.brunos, { amount: 20, mcc: '5812' });
  await buy(scene.brunos, { amount: 80, mcc: '5812' });

  const { approved, declined } = await replay(scene.as.ana, { remove: id });

  expect(approved).toMatchObject({ count: 1, amounts: [{ minor: '2000', currency: 'EUR' }] });
  expect(declined.count).toBe(0);
});

test('what an exception let through, it lets through again; what it would have been needed for uses it up', async () => {
  const limit = await set(limitOfCard('5000'));
  await harness.exceptions.grant(scene.as.ana, {
    ...{
      idempotencyKey: 'exception',
      scope: 'CARD',
      subjectId: scene.brunosCard,
      amountMinor: '8000',
      minutes: 60,
      uses: 2,
      reason: 'A fair',
    },
  });
  // Within the limit, and then twice above it.
  for (const amount of [45, 60, 40]) await buy(scene.brunos, { amount });

  const asItIs = await replay(scene.as.ana, { control: { ...limitOfCard('5000'), id: limit } });
  const lower = await replay(scene.as.ana, { control: { ...limitOfCard('500'), id: limit } });

  expect([asItIs.declined.count, asItIs.approved.count, asItIs.missing]).toEqual([0, 0, []]);
  // The first one would have needed the exception too, so nothing would have been left of it for the third.
  expect(lower.declined).toMatchObject({ count: 1, amounts: [{ minor: '4000', currency: 'EUR' }] });
});

test('a control that only watches declines nothing, and says what it would have marked', async () => {
  await buy(scene.brunos, { amount: 60 });

  const { declined, watched } = await replay(scene.as.ana, { control: { ...limitOfCard('5000'), mode: 'SHADOW' } });

  expect([declined.count, watched.count]).toEqual([0, 1]);
});

describe('what was not kept is said, not guessed', () => {
  test('how the card was used, in purchases from before it was looked at', async () => {
    await buy(scene.brunos, { amount: 60 });
    await harness.admin.query(`UPDATE transactions SET channels = NULL WHERE company_id = $1`, [scene.companyId]);

    const online: Wish = { scope: 'COMPANY', controlType: 'CHANNEL_BLOCK', channels: ['ONLINE'] };

    expect(await replay(scene.as.ana, { control: online })).toMatchObject({
      declined: { count: 0 },
      missing: [{ input: 'CHANNEL', decisions: 1 }],
    });
  });

  test('why something was declined, when its record was archived', async () => {
    const id = await set(limitOfCard('5000'));
    await buy(scene.brunos, { amount: 60 });
    await harness.admin.query(`DELETE FROM decision_records WHERE company_id = $1`, [scene.companyId]);

    expect(await replay(scene.as.ana, { control: { ...limitOfCard('9000'), id } })).toMatchObject({
      approved: { count: 0 },
      missing: [{ input: 'RECORD', decisions: 1 }],
    });
  });
});

describe('a lock of cards that nobody uses acts between purchases: what hangs on it is said, not guessed', () => {
  const idleLock: Wish = { scope: 'COMPANY', controlType: 'IDLE_LOCK', idleDays: 10 };

  test('purchases of cards that would have been frozen by then', async () => {
    await buy(scene.brunos, { amount: 10 });
    await buy(scene.carols, { amount: 10 });
    harness.clock.advance(8 * DAY);
    await buy(scene.carols, { amount: 10 });
    harness.clock.advance(8 * DAY);
    await buy(scene.carols, { amount: 10 });
    await buy(scene.brunos, { amount: 10 });
    await buy(scene.brunos, { amount: 10 });

    const missing = async (control: Wish) => (await replay(scene.as.ana, { control })).missing;

    expect(await missing(idleLock)).toEqual([{ input: 'FREEZE', decisions: 1 }]);
    expect(await missing({ ...idleLock, idleDays: 7 })).toEqual([{ input: 'FREEZE', decisions: 3 }]);
    expect(await missing({ ...idleLock, idleDays: 16 })).toEqual([]);
    expect(await missing({ ...idleLock, scope: 'CARD', subjectId: scene.carolsCard })).toEqual([]);
    expect(await missing({ ...idleLock, mode: 'SHADOW' })).toEqual([]);
    // What the last purchase was before the days begin is known as well.
    const carolsCard = { ...idleLock, scope: 'CARD', subjectId: scene.carolsCard } as const;
    expect((await replay(scene.as.ana, { control: { ...carolsCard, idleDays: 7 }, days: 1 })).missing).toEqual([
      { input: 'FREEZE', decisions: 1 },
    ]);
    expect((await replay(scene.as.ana, { control: carolsCard, days: 1 })).missing).toEqual([]);
  });

  test('declines of frozen cards, where the lock would be gone', async () => {
    const id = await set(idleLock);
    await buy(scene.brunos, { amount: 10 });
    await harness.cards.freeze(scene.as.ana, { idempotencyKey: 'idle', cardId: scene.brunosCard });
    await buy(scene.brunos, { amount: 10 });

    expect((await replay(scene.as.ana, { remove: id })).missing).toEqual([{ input: 'FREEZE', decisions: 1 }]);
    expect((await replay(scene.as.ana, { control: { ...idleLock, id } })).missing).toEqual([]);
  });
});

describe('who may', () => {
  test('a manager replays controls of the own people and sees none of the others', async () => {
    await set({ scope: 'COMPANY', controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor: '10000' });
    await buy(scene.brunos, { amount: 60 });
    await buy(scene.carols, { amount: 70 });

    const { declined, approved } = await replay(scene.as.marta, { control: limitOfCard('5000') });

    expect([declined.count, approved.count]).toEqual([1, 0]);
    const carols = { ...limitOfCard('1'), idempotencyKey: '', subjectId: scene.carolsCard };
    expect(await refusalOf(scene.as.marta, { control: carols })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test.each([
    ['neither a control nor one to remove', {}, 'INVALID_INPUT'],
    ['no days', { remove: randomUUID(), days: 0 }, 'INVALID_INPUT'],
    ['more than 90 days', { remove: randomUUID(), days: 91 }, 'INVALID_INPUT'],
    ['a control that is not there', { remove: randomUUID() }, 'NOT_FOUND'],
  ])('%s is refused', async (_what, asked, code) => {
    expect(await refusalOf(scene.as.ana, asked)).toMatchObject({ code });
  });
});

test('more decisions than can be replayed at once are refused by name, before any is read', async () => {
  await buy(scene.brunos, { amount: 1 });
  await buy(scene.brunos, { amount: 1 });
  const untilMs = harness.clock.now().getTime() + 1;
  const period = { companyId: scene.companyId, fromMs: untilMs - DAY, untilMs };
  const id = await set(limitOfCard('5000'));

  const running = harness.database.api.transaction(async (manager) => {
    await manager.query(`SELECT set_config('app.company_id', $1, true)`, [scene.companyId]);
    const [control] = await manager.query(
      `SELECT company_id AS "companyId", id, scope, subject_id AS "subjectId", control_type AS "controlType", config,
      is_active AS "isActive", mode, version, updated_at AS "updatedAt" FROM spending_controls WHERE id = $1`,
      [id],
    );
    const proposal = await proposalOf(manager, period, { before: null, after: control });
    await runReplay(manager, { period, proposal, bounds: { decisions: 1, ms: 10_000 } }, new Tally(() => true));
  });

  await expect(running).rejects.toMatchObject({ code: 'REPLAY_TOO_LARGE' });
});

type Happening =
  | {
      readonly kind: 'BUY';
      readonly who: 0 | 1;
      readonly amount: number;
      readonly mcc: string;
      readonly hours: number;
      readonly adds: boolean;
    }
  | { readonly kind: 'CLEAR' | 'REVERSE' | 'EXPIRE'; readonly back: number; readonly share: number; readonly hours: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant('BUY' as const),
    who: fc.constantFrom(0 as const, 1 as const),
    amount: fc.integer({ min: 1, max: 60 }),
    mcc: fc.constantFrom('5812', '4121'),
    hours: fc.integer({ min: 0, max: 20 }),
    adds: fc.boolean(),
  }),
  fc.record({
    kind: fc.constantFrom('CLEAR' as const, 'REVERSE' as const, 'EXPIRE' as const),
    back: fc.nat(3),
    share: fc.constantFrom(0.5, 1, 1.2),
    hours: fc.integer({ min: 0, max: 20 }),
  }),
);

const wishes = fc.uniqueArray(
  fc.oneof(
    fc
      .constantFrom('DAY' as const, 'WEEK' as const, 'MONTH' as const, 'LIFETIME' as const)
      .map((window) => ({ controlType: 'AMOUNT_LIMIT', window, amountMinor: '12000' }) as const),
    fc.constant({ controlType: 'AMOUNT_LIMIT', window: 'ROLLING', rollingDays: 3, amountMinor: '9000' } as const),
    fc.constant({ controlType: 'COUNT_LIMIT', window: 'DAY', count: 2 } as const),
    fc.constant({ controlType: 'MCC_BLOCK', mccs: ['4121'] } as const),
    fc.constant({ controlType: 'CHANNEL_BLOCK', channels: ['CHIP'] } as const),
  ),
  { minLength: 1, maxLength: 4, selector: (wish) => JSON.stringify(wish) },
);

test(
  'a real history, whatever happened in it: its own controls, as they are or once more, change nothing',
  async () => {
    await fc.assert(
      fc.asyncProperty(wishes, fc.array(happening, { minLength: 8, maxLength: 25 }), fc.constantFrom(1, 3, 30), async (said, all, days) => {
        scene = await harness.prepare();
        const controls: { id: string; wish: Wish }[] = [];
        for (const [i, wish] of said.entries()) {
          const on: Pick<Wish, 'scope' | 'subjectId'> = i % 2 === 0 ? { scope: 'COMPANY' } : { scope: 'CARD', subjectId: scene.brunosCard };
          controls.push({ id: await set({ ...wish, ...on }), wish: { ...wish, ...on } });
        }
        await live(all);

        for (const { id, wish } of controls) {
          const asItIs = await replay(scene.as.ana, { control: { ...wish, id }, days });
          const onceMore = await replay(scene.as.ana, { control: wish, days });

          expect([asItIs.declined.examples, asItIs.approved.examples, asItIs.missing]).toEqual([[], [], []]);
          expect([onceMore.declined.examples, onceMore.approved.examples, onceMore.missing]).toEqual([[], [], []]);
        }
      }),
      { numRuns: RUNS },
    );
  },
  process.env['LONG'] === '1' ? 600_000 : 60_000,
);

async function live(all: readonly Happening[]): Promise<void> {
  const bought: { card: { token: string }; token: string; amount: number }[] = [];
  for (const one of all) {
    harness.clock.advance(one.hours * HOUR + 1_000);
    if (one.kind === 'BUY') {
      const card = one.who === 0 ? scene.brunos : scene.carols;
      const last = bought.at(-1);
      const preceding = one.adds && last?.card === card ? { preceding: last.token } : {};
      const token = await buy(card, { amount: one.amount, mcc: one.mcc, ...preceding });
      bought.push({ card, token, amount: one.amount });
      continue;
    }
    const about = bought.at(-1 - one.back);
    if (about === undefined) continue;
    const amount = Number((about.amount * one.share).toFixed(2));
    if (one.kind === 'CLEAR') await tell(about.card, 'authorization.clearing', about.token, amount, { is_final_clearing: one.share >= 1 });
    else if (one.kind === 'REVERSE') await tell(about.card, 'authorization.reversal', about.token, about.amount);
    else await tell(about.card, 'authorization.reversal.issuerexpiration', about.token, about.amount);
  }
}
