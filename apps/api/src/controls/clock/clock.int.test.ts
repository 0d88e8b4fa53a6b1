import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../../access/viewer.ts';
import { brokenBooks } from '../../testing/broken-books.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../../testing/graphql-harness.ts';
import { asking, told } from '../../testing/money-harness.ts';
import { ClockService } from './clock.service.ts';

type Clock = { timeZone: string; weekStartsOn: number; fiscalYearStartsOn: string };
const LISBON: Clock = { timeZone: 'Europe/Lisbon', weekStartsOn: 1, fiscalYearStartsOn: '01-01' };

let harness: GraphQLHarness;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
});
afterAll(() => harness.close());
beforeEach(async () => {
  itIs('2026-03-02T09:15:04Z');
  scene = await harness.prepare();
});

const itIs = (time: string): void => harness.clock.advance(Date.parse(time) - harness.clock.now().getTime());

const SET = `mutation ($input: SetCompanyClockInput!) { setCompanyClock(input: $input) {
  timeZone weekStartsOn fiscalYearStartsOn clockVersion } }`;
const setClock = (clock: object, viewer: Viewer = scene.as.ana) =>
  harness.ask(viewer, SET, { input: { idempotencyKey: randomUUID(), ...LISBON, ...clock } });

async function changeClock(clock: object): Promise<void> {
  const { errors } = await setClock(clock);
  expect(errors).toEqual([]);
}

/** Of 100 euros, on Bruno's card. */
async function limit(window: 'DAY' | 'WEEK' | 'FISCAL_YEAR' | 'LIFETIME' | 'ROLLING', but: object = {}): Promise<void> {
  const subject = { scope: 'CARD', subjectId: scene.brunosCard, controlType: 'AMOUNT_LIMIT', amountMinor: '10000' } as const;
  await harness.controls.set(scene.company.system, { ...subject, idempotencyKey: randomUUID(), window, ...but });
}

const buy = async (amount: number, at: string): Promise<number> =>
  (await harness.marqeta.ask(asking(scene.brunos, { amount, currency: 'EUR', at }))).status;

async function used(): Promise<string[]> {
  const { data } = await harness.ask(scene.as.ana, 'query ($id: ID!) { card(id: $id) { limits { used { minor } } } }', {
    id: scene.brunosCard,
  });
  return (data as { card: { limits: { used: { minor: string } }[] } }).card.limits.map(({ used: { minor } }) => minor);
}

const broken = () => brokenBooks(harness.admin, harness.clock.now(), [scene.companyId]);
const audited = async () => {
  const { rows } = await harness.admin.query<{ before: object; after: object }>(
    `SELECT before, after FROM audit_events WHERE company_id = $1 AND command = 'company.setClock' ORDER BY id`,
    [scene.companyId],
  );
  return rows;
};

type Change = {
  readonly window: 'DAY' | 'WEEK' | 'FISCAL_YEAR' | 'LIFETIME' | 'ROLLING';
  readonly from: Partial<Clock>;
  readonly to: Partial<Clock>;
  readonly bought: readonly (readonly [at: string, euros: number])[];
  readonly now: string;
  readonly before: number;
  readonly after: number;
};

const UTC = { timeZone: 'UTC' };
test.each<[string, Change]>([
  [
    'what was bought at 23:30 in Lisbon falls into the next day of Madrid',
    {
      ...{ window: 'DAY', from: LISBON, to: { timeZone: 'Europe/Madrid' }, now: '2026-03-02T23:50:00Z', before: 90, after: 30 },
      bought: [
        ['2026-03-02T20:00:00Z', 60],
        ['2026-03-02T23:30:00Z', 30],
      ],
    },
  ],
  [
    'what was bought half an hour after midnight in Lisbon falls into the day before in New York',
    {
      ...{ window: 'DAY', from: LISBON, to: { timeZone: 'America/New_York' }, now: '2026-03-03T00:45:00Z', before: 30, after: 90 },
      bought: [
        ['2026-03-02T20:00:00Z', 60],
        ['2026-03-03T00:30:00Z', 30],
      ],
    },
  ],
  [
    'a Sunday belongs to the week that starts on it',
    {
      ...{ window: 'WEEK', from: LISBON, to: { weekStartsOn: 7 }, now: '2026-03-02T12:00:00Z', before: 30, after: 90 },
      bought: [
        ['2026-03-01T12:00:00Z', 60],
        ['2026-03-02T11:00:00Z', 30],
      ],
    },
  ],
  [
    'a Sunday ends the week that starts on the Monday before',
    {
      ...{ window: 'WEEK', from: { weekStartsOn: 7 }, to: LISBON, now: '2026-03-01T12:00:00Z', before: 30, after: 90 },
      bought: [
        ['2026-02-28T12:00:00Z', 60],
        ['2026-03-01T11:00:00Z', 30],
      ],
    },
  ],
  [
    'a fiscal year from April leaves March behind',
    {
      ...{ window: 'FISCAL_YEAR', from: LISBON, to: { fiscalYearStartsOn: '04-01' }, now: '2026-04-02T12:00:00Z', before: 90, after: 30 },
      bought: [
        // 31 March in Lisbon, and half an hour later 1 April.
        ['2026-03-31T22:30:00Z', 60],
        ['2026-03-31T23:00:00Z', 30],
      ],
    },
  ],
  [
    'a leap day counts in the fiscal year from last April, and in the one that began the day before it',
    {
      ...{ window: 'FISCAL_YEAR', from: { fiscalYearStartsOn: '04-01' }, to: { fiscalYearStartsOn: '02-28' } },
      ...{ now: '2028-02-29T23:45:00Z', before: 90, after: 30 },
      bought: [
        ['2028-02-27T23:30:00Z', 60],
        ['2028-02-29T23:30:00Z', 30],
      ],
    },
  ],
  [
    'a day of 23 hours has the hour that it lost nowhere',
    {
      ...{ window: 'DAY', from: UTC, to: LISBON, now: '2026-03-29T23:10:00Z', before: 90, after: 30 },
      bought: [
        ['2026-03-29T00:10:00Z', 60],
        ['2026-03-29T23:05:00Z', 30],
      ],
    },
  ],
  [
    'a day of 25 hours has its hour twice',
    {
      ...{ window: 'DAY', from: UTC, to: LISBON, now: '2026-10-25T23:45:00Z', before: 30, after: 90 },
      bought: [
        ['2026-10-24T23:30:00Z', 60],
        ['2026-10-25T23:30:00Z', 30],
      ],
    },
  ],
  [
    'a limit for ever is counted under the new zone too',
    {
      ...{ window: 'LIFETIME', from: LISBON, to: { timeZone: 'Asia/Tokyo' }, now: '2026-03-02T23:50:00Z', before: 90, after: 90 },
      bought: [
        ['2026-01-02T20:00:00Z', 60],
        ['2026-03-02T23:30:00Z', 30],
      ],
    },
  ],
  [
    'the oldest day of a rolling limit is another one',
    {
      ...{ window: 'ROLLING', from: LISBON, to: { timeZone: 'Europe/Madrid' }, now: '2026-03-02T23:50:00Z', before: 90, after: 30 },
      bought: [
        ['2026-03-01T20:00:00Z', 60],
        ['2026-03-02T22:30:00Z', 30],
      ],
    },
  ],
])('%s, and no approval passes the limit across the change', async (_what, { window, from, to, bought, now, before, after }) => {
  itIs(now);
  await changeClock(from);
  await limit(window, window === 'ROLLING' ? { rollingDays: 2 } : {});
  for (const [at, euros] of bought) expect(await buy(euros, at)).toBe(200);
  expect([await used(), await buy(100.01 - before, now)]).toEqual([[`${before * 100}`], 402]);

  await changeClock(to);

  expect(await used()).toEqual([`${after * 100}`]);
  expect([await buy(100.01 - after, now), await buy(100 - after, now), await buy(0.01, now)]).toEqual([402, 200, 402]);
  expect(await broken()).toEqual([]);
});

describe('a change of zone', () => {
  test('and back again counts what was bought in the meantime', async () => {
    await limit('DAY');
    await buy(60, '2026-03-02T09:00:00Z');
    await changeClock({ timeZone: 'Europe/Madrid' });
    await buy(30, '2026-03-02T09:10:00Z');

    await changeClock(LISBON);

    expect([await buy(10.01, '2026-03-02T09:15:00Z'), await buy(10, '2026-03-02T09:15:00Z')]).toEqual([402, 200]);
    expect(await broken()).toEqual([]);
  });

  test('gives back where it was counted when a hold is released after it', async () => {
    const token = randomUUID();
    itIs('2026-03-02T23:50:00Z');
    await limit('DAY');
    await harness.marqeta.ask(asking(scene.brunos, { token, amount: 100, currency: 'EUR', at: '2026-03-02T23:30:00Z' }));

    await changeClock({ timeZone: 'Europe/Madrid' });
    await harness.marqeta.deliver(
      told(scene.brunos, 'webhook.authorization.reversal.full', {
        ...{ token: randomUUID(), preceding_related_transaction_token: token, user_transaction_time: '2026-03-02T23:40:00Z' },
        ...{ amount: 100, request_amount: 100, currency_code: 'EUR' },
      }),
    );

    expect(await used()).toEqual(['0']);
    expect(await broken()).toEqual([]);
  });

  test('counts anew only limits that it concerns', async () => {
    await limit('DAY');
    await limit('DAY', { timeZone: 'Asia/Tokyo', scope: 'PERSON', subjectId: scene.as.bruno.userId });

    await changeClock({ timeZone: 'Europe/Madrid' });
    await changeClock({ timeZone: 'Europe/Madrid', weekStartsOn: 7 });

    expect(await audited()).toMatchObject([
      { before: LISBON, after: { timeZone: 'Europe/Madrid', limitsRecounted: 1 } },
      { after: { weekStartsOn: 7, limitsRecounted: 0 } },
    ]);
  });

  test('together with purchases: none passes the limit of the clock that it was decided by', async () => {
    itIs('2026-03-02T23:50:00Z');
    await limit('DAY');
    // Lisbon's day has 70, Madrid's 50.
    await buy(20, '2026-03-02T20:00:00Z');
    await buy(50, '2026-03-02T23:30:00Z');
    const zones = ['Europe/Madrid', 'Europe/Lisbon', 'Europe/Madrid', 'Europe/Lisbon', 'Europe/Madrid'];
    const change = async (): Promise<number[]> => {
      for (const timeZone of zones) await changeClock({ timeZone });
      return [];
    };
    const purchases = async (): Promise<number[]> => {
      const statuses: number[] = [];
      for (let i = 0; i < 8; i += 1) statuses.push(...(await Promise.all(Array.from({ length: 5 }, () => buy(1, '2026-03-02T23:45:00Z')))));
      return statuses;
    };

    const answers = (await Promise.all([change(), purchases(), purchases()])).flat();
    while ((await buy(1, '2026-03-02T23:50:00Z')) === 200) answers.push(200);

    expect(answers.filter((status) => status === 200)).toHaveLength(50);
    expect([await used(), await broken()]).toEqual([['10000'], []]);
  });

  test('that would keep purchases waiting for too long is refused, and nothing has changed', async () => {
    await limit('DAY');
    await buy(60, '2026-03-02T09:00:00Z');
    const hasty = new ClockService(harness.database, 0);
    const input = { idempotencyKey: randomUUID(), ...LISBON, timeZone: 'Europe/Madrid' };

    await expect(hasty.set(scene.as.ana, input)).rejects.toMatchObject({ code: 'RECOUNT_TOO_LONG', kind: 'unavailable' });

    const { data } = await harness.ask(scene.as.ana, '{ company { timeZone clockVersion } }');
    expect(data).toEqual({ company: { timeZone: 'Europe/Lisbon', clockVersion: 1 } });
    expect([await audited(), await buy(40.01, '2026-03-02T09:10:00Z'), await buy(40, '2026-03-02T09:10:00Z')]).toEqual([[], 402, 200]);
  });
});

describe('the command', () => {
  test.each<[string, object, string]>([
    ['what is no zone', { timeZone: 'Europe/Porto' }, 'timeZone'],
    ['an eighth day of the week', { weekStartsOn: 8 }, 'weekStartsOn'],
    ['a day that not every year has', { fiscalYearStartsOn: '02-29' }, 'fiscalYearStartsOn'],
    ['a month that there is not', { fiscalYearStartsOn: '13-01' }, 'fiscalYearStartsOn'],
    ['an empty key', { idempotencyKey: '' }, 'idempotencyKey'],
  ])('refuses %s', async (_what, but, field) => {
    const { errors } = await setClock(but);

    expect(errors[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  test('is for admins', async () => {
    for (const viewer of [scene.as.marta, scene.as.rui, scene.as.bruno]) {
      const { errors } = await setClock({ timeZone: 'Europe/Madrid' }, viewer);
      expect(errors[0]?.extensions?.['code']).toBe('FORBIDDEN');
    }
  });

  test('refuses who has not seen the last change', async () => {
    await changeClock({ expectedVersion: 1, weekStartsOn: 7 });

    const { errors } = await setClock({ expectedVersion: 1, timeZone: 'Europe/Madrid' });

    expect(errors[0]?.extensions?.['code']).toBe('STALE');
  });

  test('answers again as it did, and changes nothing where nothing differs', async () => {
    const input = { idempotencyKey: randomUUID(), expectedVersion: 1, weekStartsOn: 7 };

    const answers = [await setClock(input), await setClock(input), await setClock({ weekStartsOn: 7 })];

    const answer = { data: { setCompanyClock: { ...LISBON, weekStartsOn: 7, clockVersion: 2 } }, errors: [] };
    expect(answers).toEqual([answer, answer, answer]);
    expect(await audited()).toHaveLength(1);
    const { rows } = await harness.admin.query(
      `SELECT count(*)::int AS told FROM feed_events WHERE company_id = $1 AND event = 'company.clock_changed'`,
      [scene.companyId],
    );
    expect(rows).toEqual([{ told: 1 }]);
  });
});
