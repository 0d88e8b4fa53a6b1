import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Viewer } from '../access/viewer.ts';
import type { DecisionRecord } from '../authorization/decision-record.ts';
import type { SetControl } from '../controls/plan-control.ts';
import { type GraphQLHarness, openGraphQL, type Scene } from '../testing/graphql-harness.ts';
import { asking } from '../testing/money-harness.ts';
import { PREFLIGHT_RATE } from './preflight.resolver.ts';

const RUNS = process.env['LONG'] === '1' ? 100 : 10;

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

async function set(wish: Wish): Promise<void> {
  keys += 1;
  await harness.controls.set(scene.company.system, { ...wish, idempotencyKey: `key ${keys}` });
}

async function buy(card: { token: string }, amount: number, mcc = '5734'): Promise<DecisionRecord> {
  const token = randomUUID();
  await harness.marqeta.ask(asking(card, { amount, token, currency: 'EUR', at: harness.clock.now().toISOString(), mcc }));
  const { rows } = await harness.admin.query<{ record: DecisionRecord }>(
    `SELECT r.record FROM authorizations a JOIN decision_records r ON r.id = a.id WHERE a.transaction_token = $1`,
    [token],
  );
  const record = rows[0]?.record;
  if (record === undefined) throw new Error('not recorded');
  return record;
}

const ASK = `query ($input: WillItWorkInput!) { willItWork(input: $input) { answer sentence
  verdicts { rule missing sentence left { minor } leftCount renewsAt verdict { outcome primary controlId counterBefore { minor } } } } }`;

type Foreseen = {
  rule: string;
  missing: string[];
  sentence: string;
  left: { minor: string } | null;
  leftCount: number | null;
  renewsAt: string | null;
  verdict: { outcome: string; primary: boolean; controlId: string | null; counterBefore: object | null } | null;
};
type Answer = { answer: string; sentence: string; verdicts: Foreseen[] };

async function ask(viewer: Viewer, input: object): Promise<Answer> {
  const { data, errors } = await harness.ask(viewer, ASK, { input: { cardId: scene.brunosCard, amountMinor: '1000', ...input } });
  expect(errors).toEqual([]);
  return data?.['willItWork'] as Answer;
}

async function refusalOf(viewer: Viewer | null, input: object): Promise<unknown> {
  const { errors } = await harness.ask(viewer, ASK, { input: { cardId: scene.brunosCard, amountMinor: '1000', ...input } });
  return errors[0]?.extensions;
}

const daily = (amountMinor: string, but: Partial<Wish> = {}): Wish => ({
  ...{ scope: 'CARD', subjectId: scene.brunosCard, controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor },
  ...but,
});

test('what fits would be approved; what is left of each limit, and when it is whole again', async () => {
  await set(daily('5000'));
  await buy(scene.brunos, 20);

  const { answer, sentence, verdicts } = await ask(scene.as.bruno, { amountMinor: '3000' });

  expect([answer, sentence]).toEqual(['YES', 'It would be approved.']);
  expect(verdicts.find(({ rule }) => rule === 'AMOUNT_LIMIT')).toMatchObject({
    left: { minor: '3000' },
    renewsAt: '2026-03-03T00:00:00.000Z',
    verdict: { outcome: 'PASSED' },
  });
});

test('what does not fit would be declined, and why', async () => {
  await set(daily('5000'));
  await buy(scene.brunos, 20);

  const { answer, sentence, verdicts } = await ask(scene.as.bruno, { amountMinor: '3001' });

  expect(answer).toBe('NO');
  expect(sentence).toBe(
    'It is above the daily card limit of €50.00, of which €30.00 is left. It is whole again on Tuesday 3 March at 00:00.',
  );
  expect(verdicts.filter(({ verdict }) => verdict?.primary)).toMatchObject([{ rule: 'AMOUNT_LIMIT' }]);
});

test('in the language of the one who asks', async () => {
  const { sentence } = await ask({ ...scene.as.bruno, locale: 'pt-PT' }, {});

  expect(sentence).toBe('Seria aprovada.');
});

describe('what was not said is not guessed', () => {
  beforeEach(async () => {
    await set({ scope: 'COMPANY', controlType: 'MCC_BLOCK', categories: ['RESTAURANTS'], mccs: ['3501'] });
  });

  test.each<[string, object, string]>([
    ['nothing said of the merchant', {}, 'IT_DEPENDS'],
    ['a code that is blocked', { mcc: '5812' }, 'NO'],
    ['a code that is not', { mcc: '4121' }, 'YES'],
    ['a category of which all codes are blocked', { category: 'RESTAURANTS' }, 'NO'],
    ['a category of which none is', { category: 'FUEL' }, 'YES'],
    ['a category of which some are', { category: 'HOTELS' }, 'IT_DEPENDS'],
  ])('%s', async (_what, said, answer) => {
    const asked = await ask(scene.as.bruno, said);

    expect(asked.answer).toBe(answer);
    if (answer === 'IT_DEPENDS') {
      expect(asked.sentence).toBe('It depends on the merchant’s category, which was not said.');
      expect(asked.verdicts.find(({ rule }) => rule === 'MCC_BLOCK')).toMatchObject({ missing: ['MCC'], verdict: null });
    }
  });

  test('what is known to be declined is declined, whatever else is not known', async () => {
    await set(daily('500'));

    expect((await ask(scene.as.bruno, {})).answer).toBe('NO');
  });

  test('a merchant that is on a list by its name is on it whatever its number', async () => {
    const merchants = [{ by: 'NAME', value: 'UBER*' } as const, { by: 'MID', value: '42' } as const];
    await set({ scope: 'COMPANY', controlType: 'MERCHANT_BLOCK', merchants });

    expect((await ask(scene.as.bruno, { mcc: '4121', merchantName: 'Uber Trip' })).answer).toBe('NO');
    expect((await ask(scene.as.bruno, { mcc: '4121', merchantName: 'Blue Door' })).answer).toBe('IT_DEPENDS');
    expect((await ask(scene.as.bruno, { mcc: '4121', merchantName: 'Blue Door', mid: '7' })).answer).toBe('YES');
  });
});

test('at another time: windows and hours of that moment', async () => {
  await set(daily('5000'));
  await set({ scope: 'COMPANY', controlType: 'SCHEDULE', weekdays: [1, 2, 3, 4, 5] });
  await buy(scene.brunos, 50);

  expect((await ask(scene.as.bruno, {})).answer).toBe('NO');
  expect((await ask(scene.as.bruno, { at: '2026-03-03T10:00:00Z' })).answer).toBe('YES');
  expect((await ask(scene.as.bruno, { at: '2026-03-07T10:00:00Z' })).sentence).toContain('Saturday');
});

describe('what others spent is not told', () => {
  beforeEach(async () => {
    await set({ scope: 'COMPANY', controlType: 'AMOUNT_LIMIT', window: 'DAY', amountMinor: '10000' });
    await set(daily('8000'));
    await buy(scene.carols, 60);
  });

  test('a holder learns only whether it fits', async () => {
    const { answer, sentence, verdicts } = await ask(scene.as.bruno, { amountMinor: '5000' });

    expect([answer, sentence]).toEqual([
      'NO',
      'It is above what is left of the daily company limit. It is whole again on Tuesday 3 March at 00:00.',
    ]);
    expect(verdicts.find(({ verdict }) => verdict?.primary)).toMatchObject({ left: null, verdict: { counterBefore: null } });
    expect(JSON.stringify(verdicts)).not.toContain('6000');
  });

  test('and not even that for amounts that the own limits refuse', async () => {
    const { verdicts } = await ask(scene.as.bruno, { amountMinor: '900000000' });

    expect(verdicts.map(({ rule }) => rule)).not.toContain('FUNDS');
    expect(verdicts.filter(({ rule }) => rule === 'AMOUNT_LIMIT')).toHaveLength(1);
  });

  test('an admin sees the figures', async () => {
    const { verdicts } = await ask(scene.as.ana, { amountMinor: '5000' });

    expect(verdicts.find(({ verdict }) => verdict?.primary)).toMatchObject({ left: { minor: '4000' } });
  });
});

test('asked too often it is refused, for this person alone', async () => {
  for (let i = 0; i < PREFLIGHT_RATE.aMinute; i += 1) await ask(scene.as.bruno, {});

  expect(await refusalOf(scene.as.bruno, {})).toMatchObject({ code: 'PREFLIGHT_TOO_OFTEN' });
  expect((await ask(scene.as.ana, {})).answer).toBe('YES');
  harness.clock.advance(60_000);
  expect((await ask(scene.as.bruno, {})).answer).toBe('YES');
});

test.each<[string, object, string, string]>([
  ['no amount', { amountMinor: '0' }, 'INVALID_INPUT', 'amountMinor'],
  ['another currency', { currency: 'USD' }, 'INVALID_INPUT', 'currency'],
  ['a code and a category', { mcc: '5812', category: 'FUEL' }, 'INVALID_INPUT', 'mcc'],
  ['a code of three digits', { mcc: '581' }, 'INVALID_INPUT', 'mcc'],
  ['a country in words', { country: 'Portugal' }, 'INVALID_INPUT', 'country'],
  ['a moment in two years', { at: '2028-03-02T10:00:00Z' }, 'INVALID_INPUT', 'at'],
])('%s is refused', async (_what, input, code, field) => {
  expect(await refusalOf(scene.as.bruno, input)).toMatchObject({ code, field });
});

/** Of every table: how many rows, and the youngest transaction that wrote one. How long decisions took is kept a second later, of whatever was bought before. */
async function traces(): Promise<string[]> {
  const { rows: tables } = await harness.admin.query<{ name: string }>(
    `SELECT format('%I', relname) AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relname !~ '^decision_batches' ORDER BY 1`,
  );
  const all = tables.map(
    ({ name }) => `SELECT '${name} ' || count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) AS trace FROM ${name}`,
  );
  const { rows } = await harness.admin.query<{ trace: string }>(all.join(' UNION ALL '));
  return rows.map(({ trace }) => trace);
}

test('nothing is written, held, counted or used up', async () => {
  await set(daily('5000'));
  await set({ scope: 'CARD', subjectId: scene.brunosCard, controlType: 'COUNT_LIMIT', window: 'LIFETIME', count: 1 });
  const before = await traces();

  await ask(scene.as.bruno, {});
  await ask(scene.as.ana, { amountMinor: '900000' });

  expect(await traces()).toEqual(before);
  expect((await buy(scene.brunos, 10)).outcome).toBe('APPROVED');
});

const wishes = fc.uniqueArray(
  fc.oneof(
    fc
      .constantFrom('TRANSACTION' as const, 'DAY' as const, 'WEEK' as const, 'MONTH' as const)
      .map((window) => ({ controlType: 'AMOUNT_LIMIT', window, amountMinor: '5000' }) as const),
    fc.constant({ controlType: 'AMOUNT_LIMIT', window: 'ROLLING', rollingDays: 3, amountMinor: '6000' } as const),
    fc.constant({ controlType: 'COUNT_LIMIT', window: 'DAY', count: 2 } as const),
    fc.constantFrom('MCC_BLOCK' as const, 'MCC_ALLOW' as const).map((controlType) => ({ controlType, mccs: ['4121'] })),
  ),
  { minLength: 1, maxLength: 3, selector: ({ controlType }) => controlType.slice(0, 3) },
);

test('it says what the next decision says, when nothing happens in between', async () => {
  await fc.assert(
    fc.asyncProperty(
      wishes,
      fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.constantFrom('4121', '5812')), { minLength: 2, maxLength: 5 }),
      async (said, purchases) => {
        scene = await harness.prepare();
        for (const wish of said) await set({ ...wish, scope: 'CARD', subjectId: scene.brunosCard });
        for (const [amount, mcc] of purchases) {
          const { answer, verdicts } = await ask(scene.as.ana, { amountMinor: `${amount}00`, mcc });
          const record = await buy(scene.brunos, amount, mcc);

          expect(answer).toBe(record.outcome === 'APPROVED' ? 'YES' : 'NO');
          expect(verdicts.map(({ rule, verdict }) => [rule, verdict?.outcome, verdict?.controlId ?? null])).toEqual(
            record.verdicts.map(({ rule, outcome, controlId }) => [rule, outcome, controlId ?? null]),
          );
        }
        harness.clock.advance(60_000);
      },
    ),
    { numRuns: RUNS },
  );
});
