import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Member } from '../access/viewer.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking } from '../testing/money-harness.ts';
import { counterId } from './counter.ts';

let harness: GraphQLHarness;
let admin: pg.Pool;
let scene: Scene;

beforeAll(async () => {
  harness = await openGraphQL();
  admin = harness.admin;
});
afterAll(() => harness.close());
beforeEach(async () => {
  scene = await harness.prepare();
});

const SET = `mutation ($input: SetSpendingControlInput!) { setSpendingControl(input: $input) {
  id scope subjectId subjectName controlType mode isActive window amount { minor currency } mccs sentence version } }`;
let keys = 0;

function limit(but: object = {}): object {
  keys += 1;
  const amount = { controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor: '50000' };
  return { idempotencyKey: `key ${keys}`, scope: 'CARD', subjectId: scene.brunosCard, ...amount, ...but };
}

async function set(viewer: Member, input: object): Promise<{ id: string; version: number }> {
  const { data, errors } = await harness.ask(viewer, SET, { input });
  expect(errors).toEqual([]);
  return data?.['setSpendingControl'] as { id: string; version: number };
}

async function refusalOf(viewer: Member, input: object): Promise<unknown> {
  const { errors } = await harness.ask(viewer, SET, { input });
  return errors[0]?.extensions;
}

async function limitsOf(viewer: Member, cardId: string): Promise<unknown> {
  const { data, errors } = await harness.ask(
    viewer,
    `query ($id: ID!) { card(id: $id) { limits { window limit { minor } used { minor } left { minor } windowStart renewsAt timeZone control { scope } } } }`,
    { id: cardId },
  );
  expect(errors).toEqual([]);
  return (data as { card: { limits: unknown } }).card.limits;
}

/** What the gateway would have counted in the window of a moment. */
async function count(
  scope: 'CARD' | 'COMPANY',
  subjectId: string,
  period: 'DAY' | 'MONTH',
  startsOn: string,
  minor: bigint,
): Promise<void> {
  const key = { scope, subjectId, filter: '', unit: 'EUR', period, zone: 'Europe/Lisbon' } as const;
  await admin.query(
    `INSERT INTO spend_counters (company_id, id, scope, subject_id, filter, unit, period, zone, starts_on, amount_minor)
     VALUES ($1, $2, $3, $4, '', 'EUR', $5, 'Europe/Lisbon', $6, $7)
     ON CONFLICT (company_id, id) DO UPDATE SET amount_minor = EXCLUDED.amount_minor`,
    [scene.companyId, counterId(key, startsOn), scope, subjectId, period, startsOn, minor.toString()],
  );
}

test('a limit is set in the company’s currency and said in a sentence', async () => {
  expect(await set(scene.as.ana, limit())).toMatchObject({
    scope: 'CARD',
    subjectId: scene.brunosCard,
    subjectName: 'Everyday',
    mode: 'ENFORCE',
    isActive: true,
    amount: { minor: '50000', currency: 'EUR' },
    sentence: 'No more than €500.00 a day',
    version: 1,
  });
});

test('a changed control has the next version, and the old one is kept', async () => {
  const { id } = await set(scene.as.ana, limit());

  const changed = await set(scene.as.ana, limit({ id, expectedVersion: 1, amountMinor: '70000' }));

  expect(changed).toMatchObject({ id, version: 2 });
  const { rows } = await admin.query(
    `SELECT version, config->>'amountMinor' AS amount FROM spending_control_versions WHERE control_id = $1`,
    [id],
  );
  expect(rows).toEqual([
    { version: 1, amount: '50000' },
    { version: 2, amount: '70000' },
  ]);
});

test('the gateway is told that its controls are out of date, and the feed that one was made', async () => {
  const before = await admin.query(`SELECT controls_version FROM company_gates WHERE company_id = $1`, [scene.companyId]);

  await set(scene.as.ana, limit());

  const after = await admin.query(`SELECT controls_version FROM company_gates WHERE company_id = $1`, [scene.companyId]);
  expect(Number(after.rows[0].controls_version)).toBe(Number(before.rows[0].controls_version) + 1);
  const feed = await admin.query(`SELECT event, card_id FROM feed_events WHERE company_id = $1 ORDER BY number DESC LIMIT 1`, [
    scene.companyId,
  ]);
  expect(feed.rows).toEqual([{ event: 'control.created', card_id: scene.brunosCard }]);
});

test('the same key makes one control', async () => {
  const input = limit();

  const first = await set(scene.as.ana, input);
  const again = await set(scene.as.ana, input);

  expect(again).toEqual(first);
  expect(await refusalOf(scene.as.ana, { ...input, amountMinor: '1' })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
});

test('a control that has changed since is not overwritten', async () => {
  const { id } = await set(scene.as.ana, limit());
  await set(scene.as.ana, limit({ id, expectedVersion: 1, amountMinor: '60000' }));

  expect(await refusalOf(scene.as.ana, limit({ id, expectedVersion: 1, amountMinor: '70000' }))).toMatchObject({ code: 'STALE' });
});

test('a removed control is in no list, and the same key removes it once', async () => {
  const { id } = await set(scene.as.ana, limit());
  const remove = () =>
    harness.ask(
      scene.as.ana,
      `mutation ($input: RemoveSpendingControlInput!) { removeSpendingControl(input: $input) { id isActive version } }`,
      {
        input: { idempotencyKey: 'remove', id },
      },
    );

  const first = await remove();
  const again = await remove();

  expect(first.data).toEqual({ removeSpendingControl: { id, isActive: false, version: 2 } });
  expect(again).toEqual(first);
  const { data } = await harness.ask(scene.as.ana, `{ spendingControls { id } }`);
  expect(data).toEqual({ spendingControls: [] });
  expect(await limitsOf(scene.as.bruno, scene.brunosCard)).toEqual([]);
});

describe('what is refused', () => {
  test.each<[string, object, string, string]>([
    ['an amount of nothing', { amountMinor: '0' }, 'INVALID_INPUT', 'amountMinor'],
    ['an amount with decimals', { amountMinor: '5.00' }, 'INVALID_INPUT', 'amountMinor'],
    ['no window', { window: null }, 'INVALID_INPUT', 'window'],
    ['a currency in which the card does not spend', { currency: 'USD' }, 'CONTROL_CURRENCY', 'currency'],
    ['a subject for the company', { scope: 'COMPANY' }, 'INVALID_INPUT', 'subjectId'],
    ['no subject for a card', { subjectId: null }, 'INVALID_INPUT', 'subjectId'],
    ['no categories', { controlType: 'MCC_ALLOW', window: null, amountMinor: null, mccs: [] }, 'INVALID_INPUT', 'mccs'],
    ['a category of three digits', { controlType: 'MCC_BLOCK', window: null, amountMinor: null, mccs: ['581'] }, 'INVALID_INPUT', 'mccs'],
    ['a range backwards', { controlType: 'MCC_BLOCK', window: null, amountMinor: null, mccs: ['3299-3000'] }, 'INVALID_INPUT', 'mccs'],
    ['an amount for merchants', { controlType: 'MCC_BLOCK', window: null, mccs: ['5812'] }, 'INVALID_INPUT', 'amountMinor'],
    [
      'a day with something behind it',
      { controlType: 'DATES', window: null, amountMinor: null, lastDate: '2026-12-31 at noon' },
      ...(['INVALID_INPUT', 'lastDate'] as const),
    ],
    ['an empty key', { idempotencyKey: '' }, 'INVALID_INPUT', 'idempotencyKey'],
    ['an id that is none', { subjectId: "x' OR true" }, 'NOT_FOUND', ''],
  ])('%s', async (_what, but, code, field) => {
    expect(await refusalOf(scene.as.ana, limit(but))).toMatchObject(field === '' ? { code } : { code, field });
  });

  test('a second limit of the same kind', async () => {
    await set(scene.as.ana, limit());

    expect(await refusalOf(scene.as.ana, limit({ amountMinor: '1' }))).toMatchObject({ code: 'CONTROL_CONTRADICTION' });
    await set(scene.as.ana, limit({ window: 'MONTH' }));
    await set(scene.as.ana, limit({ mode: 'SHADOW' }));
  });

  test('a block of everything that is allowed', async () => {
    const merchants = (controlType: string, mccs: string[]) => limit({ controlType, window: null, amountMinor: null, mccs });
    await set(scene.as.ana, merchants('MCC_ALLOW', ['5812', '5813']));

    expect(await refusalOf(scene.as.ana, merchants('MCC_BLOCK', ['5800-5899']))).toMatchObject({ code: 'CONTROL_CONTRADICTION' });
    await set(scene.as.ana, merchants('MCC_BLOCK', ['5813']));
  });

  test.each<[string, keyof Scene['as'], () => object, string]>([
    ['an employee, of their own card', 'bruno', () => limit(), 'FORBIDDEN'],
    ['an employee, of another’s card', 'carol', () => limit(), 'NOT_FOUND'],
    ['an accountant', 'rui', () => limit(), 'FORBIDDEN'],
    ['a manager, of another team’s card', 'marta', () => limit({ subjectId: scene.carolsCard }), 'NOT_FOUND'],
    ['a manager, of the whole company', 'marta', () => limit({ scope: 'COMPANY', subjectId: null }), 'FORBIDDEN'],
    ['a manager, of the own person', 'marta', () => limit({ scope: 'PERSON', subjectId: scene.as.marta.userId }), 'FORBIDDEN'],
  ])('%s', async (_who, name, input, code) => {
    expect(await refusalOf(scene.as[name], input())).toMatchObject({ code });
  });

  test('an id of another company', async () => {
    const { id } = await set(scene.as.ana, limit());
    const other = await harness.prepare('Other');

    expect(await refusalOf(other.as.ana, limit())).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusalOf(other.as.ana, limit({ id, subjectId: other.brunosCard }))).toMatchObject({ code: 'NOT_FOUND' });
    const removed = await harness.ask(
      other.as.ana,
      `mutation ($input: RemoveSpendingControlInput!) { removeSpendingControl(input: $input) { id } }`,
      { input: { idempotencyKey: 'theft', id } },
    );
    expect(removed.errors[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', traceId: 'trace-of-test' });
    expect(
      (
        await harness.ask(other.as.ana, `query ($id: ID) { spendingControls(scope: CARD, subjectId: $id) { id } }`, {
          id: scene.brunosCard,
        })
      ).data,
    ).toEqual({
      spendingControls: [],
    });
  });
});

test('a limit knows what was spent before it was there', async () => {
  await harness.marqeta.ask(asking(scene.brunos, { amount: 120, currency: 'EUR' }));

  await set(scene.as.ana, limit());

  expect(await limitsOf(scene.as.ana, scene.brunosCard)).toMatchObject([{ used: { minor: '12000' }, left: { minor: '38000' } }]);
  const { jit } = await harness.marqeta.ask(asking(scene.brunos, { amount: 381, currency: 'EUR' }));
  expect(jit).toHaveProperty('decline_reason');
});

test('a manager sets the limits of the team', async () => {
  expect(await set(scene.as.marta, limit())).toMatchObject({ version: 1 });
});

test('a card issued with a limit has it from its first day', async () => {
  const { data } = await harness.ask(
    scene.as.ana,
    `mutation ($input: IssueCardInput!) { issueCard(input: $input) { limits { window limit { minor currency } } } }`,
    {
      input: {
        idempotencyKey: 'issue',
        holderId: scene.as.bruno.userId,
        programId: scene.programId,
        name: 'Travel',
        limitMinor: '30000',
        limitWindow: 'WEEK',
      },
    },
  );

  expect(data).toEqual({ issueCard: { limits: [{ window: 'WEEK', limit: { minor: '30000', currency: 'EUR' } }] } });
});

describe('where a limit stands', () => {
  // The harness's clock: Monday, 2 March 2026, 09:15 in Lisbon.
  beforeEach(async () => {
    await set(scene.as.ana, limit({ window: 'DAY', amountMinor: '10000' }));
    await set(scene.as.ana, limit({ window: 'TRANSACTION', amountMinor: '8000' }));
    await set(scene.as.ana, limit({ scope: 'COMPANY', subjectId: null, window: 'MONTH', amountMinor: '900000' }));
    await count('CARD', scene.brunosCard, 'DAY', '2026-03-02', 2_500n);
    await count('CARD', scene.brunosCard, 'DAY', '2026-03-01', 9_999n);
    await count('COMPANY', scene.companyId, 'MONTH', '2026-03-01', 899_000n);
  });

  const ofDay = {
    window: 'DAY',
    limit: { minor: '10000' },
    used: { minor: '2500' },
    left: { minor: '7500' },
    windowStart: '2026-03-02T00:00:00.000Z',
    renewsAt: '2026-03-03T00:00:00.000Z',
    timeZone: 'Europe/Lisbon',
  };
  const ofPurchase = { window: 'TRANSACTION', limit: { minor: '8000' }, used: null, left: { minor: '8000' }, renewsAt: null };

  test('is told to an admin, the tightest first', async () => {
    expect(await limitsOf(scene.as.ana, scene.brunosCard)).toMatchObject([
      { window: 'MONTH', used: { minor: '899000' }, left: { minor: '1000' } },
      ofDay,
      ofPurchase,
    ]);
  });

  test('of what others share is not told to a holder', async () => {
    expect(await limitsOf(scene.as.bruno, scene.brunosCard)).toMatchObject([
      ofDay,
      ofPurchase,
      {
        window: 'MONTH',
        limit: { minor: '900000' },
        used: null,
        left: null,
        renewsAt: '2026-03-31T23:00:00.000Z',
        control: { scope: 'COMPANY' },
      },
    ]);
  });

  test('is asked in as many statements for many cards as for one', async () => {
    const query = `query ($first: Int) { cards(first: $first) { edges { node { id controls { subjectName } limits { left { minor } } } } } }`;
    await harness.ask(scene.as.ana, query, { first: 1 });
    const forOne = harness.statements().length;

    const { data } = await harness.ask(scene.as.ana, query, { first: 50 });

    expect((data as { cards: { edges: unknown[] } }).cards.edges).toHaveLength(2);
    expect(harness.statements()).toHaveLength(forOne);
  });
});

describe('the list of controls', () => {
  test.each<[keyof Scene['as'], string[]]>([
    ['ana', ['COMPANY', 'TEAM', 'PERSON', 'CARD', 'CARD']],
    ['rui', ['COMPANY', 'TEAM', 'PERSON', 'CARD', 'CARD']],
    ['marta', ['TEAM', 'PERSON', 'CARD']],
    ['bruno', ['PERSON', 'CARD']],
    ['carol', ['CARD']],
  ])('shows %s %j', async (name, scopes) => {
    await set(scene.as.ana, limit({ scope: 'COMPANY', subjectId: null }));
    await set(scene.as.ana, limit({ scope: 'TEAM', subjectId: scene.design }));
    await set(scene.as.ana, limit({ scope: 'PERSON', subjectId: scene.as.bruno.userId }));
    await set(scene.as.ana, limit());
    await set(scene.as.ana, limit({ subjectId: scene.carolsCard }));

    const { data } = await harness.ask(scene.as[name], `{ spendingControls { scope } }`);

    expect((data as { spendingControls: { scope: string }[] }).spendingControls.map(({ scope }) => scope)).toEqual(scopes);
  });
});
