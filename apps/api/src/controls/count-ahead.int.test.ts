import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SpendRollups } from '../ledger/rollups/spend-rollups.ts';
import { brokenBooks } from '../testing/broken-books.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking, told } from '../testing/money-harness.ts';
import { ClockService } from './clock/clock.service.ts';
import { ControlService } from './control.service.ts';
import { CountAhead, type WhatToCount } from './count-ahead.ts';
import { RecountBusyError } from './recount.errors.ts';
import type { CountedAhead } from './recount.ts';

/** Counts ahead however few purchases there are, and lets something happen between that and the gate. */
class Interrupted extends CountAhead {
  /** Whether anything was counted ahead. */
  isAhead = false;
  meanwhile: () => Promise<unknown> = () => Promise.resolve();

  override before<T>(companyId: string, what: WhatToCount, command: (ahead?: CountedAhead) => Promise<T>): Promise<T> {
    return super.before(companyId, what, async (ahead) => {
      this.isAhead = ahead !== undefined;
      await this.meanwhile();
      return command(ahead);
    });
  }
}

let harness: GraphQLHarness;
let scene: Scene;
let counts: Interrupted;
let controls: ControlService;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
  counts = new Interrupted(harness.database, 0);
  controls = new ControlService(harness.database, counts);
});

const buy = async (amount: number, token: string = randomUUID(), at?: string): Promise<number> =>
  (await harness.marqeta.ask(asking(scene.brunos, { token, amount, currency: 'EUR', ...(at === undefined ? {} : { at }) }))).status;
const tell = (fixture: string, token: string, amount: number, names?: string, at?: string) =>
  harness.marqeta.deliver(
    told(scene.brunos, fixture, {
      ...{ token, amount, request_amount: amount, currency_code: 'EUR' },
      ...(names === undefined ? {} : { preceding_related_transaction_token: names }),
      ...(at === undefined ? {} : { user_transaction_time: at }),
    }),
  );

const LIMIT = { scope: 'COMPANY', controlType: 'AMOUNT_LIMIT', window: 'LIFETIME', amountMinor: '1000000' } as const;
const setLimit = (but: object = {}) => controls.set(scene.company.system, { ...LIMIT, idempotencyKey: randomUUID(), ...but });
const counters = async (): Promise<number[]> => {
  const { rows } = await harness.admin.query<{ amount: number }>(
    `SELECT amount_minor::int AS amount FROM spend_counters WHERE company_id = $1 AND amount_minor <> 0 ORDER BY starts_on`,
    [scene.companyId],
  );
  return rows.map(({ amount }) => amount);
};
const broken = () => brokenBooks(harness.admin, harness.clock.now(), [scene.companyId]);

let first: string;
beforeEach(() => {
  first = randomUUID();
});

describe('a limit that is counted before the gate is taken', () => {
  test.each<[string, number, () => Promise<unknown>]>([
    ['nothing happens', 6_000, () => Promise.resolve()],
    ['something is bought', 9_000, () => buy(30)],
    ['what was counted is reversed', 0, () => tell('webhook.authorization.reversal.full', randomUUID(), 60, first)],
    ['what was counted is declined by Marqeta', 0, () => tell('pair.timeout-race.1-webhook-declined', first, 60)],
    ['what was counted is cleared for more', 7_500, () => tell('webhook.authorization.clearing', randomUUID(), 75, first)],
  ])('is exact when %s meanwhile', async (_what, amount, meanwhile) => {
    await buy(60, first);
    counts.meanwhile = meanwhile;

    await setLimit();

    expect(counts.isAhead).toBe(true);
    expect(await counters()).toEqual(amount === 0 ? [] : [amount]);
    expect(await broken()).toEqual([]);
  });

  test.each<[string, { subjectId?: string; [name: string]: unknown }]>([
    ['of the company', {}],
    ['of a team', { scope: 'TEAM', subjectId: 'design' }],
    ['of a person', { scope: 'PERSON', subjectId: 'bruno' }],
    ['of a program', { scope: 'CARD_PROGRAM', subjectId: 'program' }],
    ['by year', { window: 'YEAR' }],
    ['by fiscal year', { window: 'FISCAL_YEAR' }],
    ['of many days', { window: 'ROLLING', rollingDays: 90 }],
    ['in a zone of its own', { window: 'DAY', timeZone: 'Asia/Tokyo' }],
    ['of purchases', { controlType: 'COUNT_LIMIT', amountMinor: null, count: 100 }],
    ['of a category', { categories: ['RESTAURANTS'] }],
  ])('%s counts what the books count', async (_which, but) => {
    for (const at of [
      '2025-12-31T23:59:59Z',
      '2026-01-01T00:00:00Z',
      '2026-02-28T12:00:00Z',
      '2026-03-01T22:00:00Z',
      '2026-03-02T09:00:00Z',
    ])
      await buy(60, randomUUID(), at);
    counts.meanwhile = () => buy(30);
    const subjects: Record<string, string> = { design: scene.design, bruno: scene.as.bruno.userId, program: scene.programId };

    const limit = { ...LIMIT, ...but, ...(but.subjectId === undefined ? {} : { subjectId: subjects[but.subjectId] }) };
    const { controlId: id } = await setLimit(limit);

    expect(counts.isAhead).toBe(true);
    expect(await broken()).toEqual([]);
    // Counted under the gate, of the same purchases.
    const ahead = await counters();
    await harness.admin.query('DELETE FROM spend_counters WHERE company_id = $1', [scene.companyId]);
    await harness.controls.set(scene.company.system, { ...limit, id, idempotencyKey: randomUUID() });
    expect(ahead).toEqual(await counters());
  });

  test('is exact when a purchase turns out to be of another category, and was summed for reports before the gate is taken', async () => {
    const rollups = new SpendRollups(harness.database.gateway, 0);
    const at = (mcc: string) =>
      harness.marqeta.deliver(
        told(scene.brunos, 'webhook.authorization.approved', {
          ...{ token: first, amount: 60, request_amount: 60, currency_code: 'EUR' },
          card_acceptor: { name: 'Blue Door', mcc, country_code: 'PRT' },
        }),
      );
    await at('5942');
    counts.meanwhile = async () => {
      await at('5812');
      await rollups.catchUp(scene.companyId);
    };

    await setLimit({ categories: ['RESTAURANTS'] });

    expect(await counters()).toEqual([6_000]);
    expect(await broken()).toEqual([]);
  });

  test('is exact when what was bought long before its windows changes meanwhile', async () => {
    await buy(60, first, '2025-06-02T09:00:00Z');
    counts.meanwhile = () => tell('webhook.authorization.incremental', randomUUID(), 20, first, '2026-03-02T09:00:00Z');

    const { controlId: id } = await setLimit({ window: 'DAY' });

    const ahead = await counters();
    await harness.controls.set(scene.company.system, { ...LIMIT, idempotencyKey: randomUUID(), id, window: 'DAY' });
    expect(ahead).toEqual(await counters());
  });

  test('counts under the gate when somebody has changed the limit meanwhile', async () => {
    const { controlId: id } = await setLimit();
    await buy(60);
    counts.meanwhile = () => harness.controls.set(scene.company.system, { ...LIMIT, idempotencyKey: randomUUID(), id, amountMinor: '5' });

    await expect(setLimit({ id, expectedVersion: 1, window: 'YEAR' })).rejects.toMatchObject({ code: 'STALE' });
    counts.meanwhile = () => Promise.resolve();
    await setLimit({ id, window: 'YEAR' });

    expect(await counters()).toEqual([6_000, 6_000]);
    expect(await broken()).toEqual([]);
  });

  test('answers again as it did, also where it would be refused now', async () => {
    const { controlId: id } = await setLimit();
    const input = { id, expectedVersion: 1, idempotencyKey: randomUUID() };

    expect([await setLimit(input), await setLimit(input)]).toEqual([{ controlId: id }, { controlId: id }]);
  });

  test('together with purchases: none is missed and none passes', async () => {
    await buy(60);
    const buyers = async (): Promise<number[]> => {
      const statuses: number[] = [];
      for (let round = 0; round < 12; round += 1) statuses.push(...(await Promise.all([1, 2, 3, 4, 5].map(() => buy(1)))));
      return statuses;
    };
    const { controlId: id } = await setLimit({ amountMinor: '15000' });
    const editor = async (): Promise<number[]> => {
      for (let round = 0; round < 6; round += 1) await setLimit({ id, amountMinor: '15000' });
      return [];
    };

    const answers = (await Promise.all([buyers(), editor(), buyers()])).flat();

    expect(answers.filter((status) => status === 200)).toHaveLength(90);
    expect(await counters()).toEqual([15_000]);
    expect(await broken()).toEqual([]);
  });
});

test('who saves while another of the company counts is told so after a while, and saves the next time; another company does not wait', async () => {
  counts = new Interrupted(harness.database, 0, 200);
  controls = new ControlService(harness.database, counts);
  const other = await harness.prepare('Elsewhere');
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  const began = new Promise<void>((resolve) => {
    counts.meanwhile = () => {
      resolve();
      counts.meanwhile = () => Promise.resolve();
      return held;
    };
  });
  await buy(60);
  const saving = setLimit();
  await began;

  await expect(setLimit({ window: 'YEAR' })).rejects.toThrow(RecountBusyError);
  await controls.set(other.company.system, { ...LIMIT, idempotencyKey: randomUUID() });
  goOn();
  await saving;
  await setLimit({ window: 'YEAR' });

  expect(await counters()).toEqual([6_000, 6_000]);
  expect(await broken()).toEqual([]);
});

test('limits are counted before the gate is taken when the clock of a company changes', async () => {
  await buy(60, randomUUID(), '2026-03-01T23:30:00Z');
  await buy(30, randomUUID(), '2026-03-02T09:00:00Z');
  await setLimit({ window: 'DAY' });
  const clock = new ClockService(harness.database, undefined, counts);
  counts.isAhead = false;
  counts.meanwhile = () => buy(10, randomUUID(), '2026-03-02T09:10:00Z');

  await clock.set(scene.as.ana, { idempotencyKey: randomUUID(), timeZone: 'Europe/Madrid', weekStartsOn: 1, fiscalYearStartsOn: '01-01' });

  expect(counts.isAhead).toBe(true);
  expect(await broken()).toEqual([]);
  const { rows } = await harness.admin.query(
    `SELECT amount_minor::int AS amount FROM spend_counters WHERE company_id = $1 AND zone = 'Europe/Madrid' AND starts_on = '2026-03-02'`,
    [scene.companyId],
  );
  expect(rows).toEqual([{ amount: 10_000 }]);
});
