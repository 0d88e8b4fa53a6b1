import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AuthorizationControl,
  countedPart,
  covers,
  includesMcc,
  partOf,
  type Spend,
  type VelocityControl,
  velocityControl,
} from './control.ts';
import { adjusted, type Charge, inForce, type Measured, merchantAllowed, passedLimit, usesOf } from './limits.ts';

const control: VelocityControl = velocityControl(
  {
    token: 'lunch',
    association: { user_token: 'maya' },
    currency_code: 'USD',
    amount_limit: 50,
    usage_limit: 3,
    velocity_window: 'DAY',
    active: true,
    include_purchases: true,
  },
  0,
);
const measured = (but: Partial<Measured> = {}): Measured => ({ control, used: { amount: 0, uses: 0 }, amount: 100_000, uses: 1, ...but });
const lunch: Spend = {
  at: 0,
  kind: 'purchases',
  user: 'maya',
  product: 'virtual',
  currency: 'USD',
  amount: 100_000,
  cashBack: 0,
  mcc: '5812',
  mid: 'cafe',
  mccGroups: new Set(['food']),
  merchantGroups: new Set(['favourites']),
};

describe('a velocity limit', () => {
  test.each<[string, Partial<Measured>, string | null]>([
    ['the amount just fits', { used: { amount: 400_000, uses: 1 } }, null],
    ['the amount is a ten-thousandth too much', { used: { amount: 400_001, uses: 1 } }, '1834'],
    ['the last use is made', { used: { amount: 0, uses: 2 } }, null],
    ['one use too many is made', { used: { amount: 0, uses: 3 } }, '1817'],
    ['an increment needs no use of its own', { used: { amount: 0, uses: 3 }, uses: 0 }, null],
    ['both are passed, the amount is named', { used: { amount: 500_000, uses: 3 } }, '1834'],
    ['uses are not limited', { control: { ...control, usageLimit: -1 }, used: { amount: 0, uses: 900 } }, null],
    ['no use is allowed', { control: { ...control, usageLimit: 0 } }, '1817'],
    ['a single purchase has no number of uses', { control: { ...control, window: 'TRANSACTION', usageLimit: 0 } }, null],
    ['it counts declines and has room', { control: { ...control, countsApprovals: false }, used: { amount: 0, uses: 2 } }, null],
    ['it counts declines and there were enough', { control: { ...control, countsApprovals: false }, used: { amount: 0, uses: 3 } }, '1817'],
  ])('when %s', (_when, but, code) => {
    expect(passedLimit([measured(but)])?.code ?? null).toBe(code);
  });

  test('the tightest of several wins, and the answer names it', () => {
    const tight = { ...control, token: 'tight', amountLimit: 50_000 };

    expect(passedLimit([measured(), measured({ control: tight })])).toEqual({
      code: '1834',
      information: 'Velocity control tight: 5 USD, 3 uses per DAY',
    });
  });

  test('is never passed by what it lets through, however much is given back in between', () => {
    const step = fc.oneof(
      fc.integer({ min: 1, max: 600_000 }).map((amount) => ({ kind: 'spend' as const, amount })),
      fc.nat({ max: 20 }).map((index) => ({ kind: 'giveBack' as const, index })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const open: number[] = [];
        for (const one of steps) {
          const used = { amount: open.reduce((sum, amount) => sum + amount, 0), uses: open.length };
          if (one.kind === 'giveBack') open.splice(one.index % Math.max(1, open.length), 1);
          else if (passedLimit([measured({ used, amount: one.amount })]) === null) open.push(one.amount);
          expect(open.reduce((sum, amount) => sum + amount, 0)).toBeLessThanOrEqual(control.amountLimit);
          expect(open.length).toBeLessThanOrEqual(control.usageLimit);
        }
      }),
    );
  });
});

describe('what of a purchase stands in which window', () => {
  const rows: readonly Charge[] = [
    { window: 1, amount: 300, opens: true },
    { window: 2, amount: 200, opens: false },
  ];

  test.each<[string, number, readonly number[]]>([
    ['a part given back leaves the latest window', -150, [300, 50]],
    ['more than that goes on to the one before', -250, [250, 0]],
    ['a tip stays where it was last counted', 40, [300, 240]],
    ['nothing goes below zero', -900, [0, 0]],
  ])('%s', (_what, change, expected) => {
    const after = adjusted(rows, change).toSorted((a, b) => a.window - b.window);
    expect(after.map(({ amount }) => amount)).toEqual(expected);
  });

  test('a purchase is one use where it began, until it comes to nothing', () => {
    expect(rows.map(usesOf(rows))).toEqual([1, 0]);
    const nothing = adjusted(rows, -500);
    expect(nothing.map(usesOf(nothing))).toEqual([0, 0]);
  });

  test('the change is the change, down to zero', () => {
    const charge = fc.record({ amount: fc.nat(1_000), opens: fc.boolean() });
    fc.assert(
      fc.property(fc.array(charge, { minLength: 1, maxLength: 4 }), fc.integer({ min: -5_000, max: 5_000 }), (charges, change) => {
        const before = charges.map((one, window) => ({ ...one, window }));
        const sum = (list: readonly Charge[]): number => list.reduce((total, { amount }) => total + amount, 0);
        const after = adjusted(before, change);
        expect(sum(after)).toBe(Math.max(0, sum(before) + change));
        expect(after.every(({ amount }) => amount >= 0)).toBe(true);
      }),
    );
  });
});

describe('a control looks', () => {
  const withCash = { ...lunch, amount: 300_000, cashBack: 200_000 };
  test.each<[string, Partial<VelocityControl>, Spend, string | null]>([
    ['at a purchase', {}, lunch, 'ALL'],
    ['not at another user', {}, { ...lunch, user: 'ines' }, null],
    ['at cards of its product', { association: { kind: 'product', token: 'virtual' } }, lunch, 'ALL'],
    ['not at those of another product', { association: { kind: 'product', token: 'plastic' } }, lunch, null],
    ['at everyone for the programme', { association: { kind: 'programme' } }, { ...lunch, user: 'ines' }, 'ALL'],
    ['not at another currency', {}, { ...lunch, currency: 'EUR' }, null],
    ['not at withdrawals that it leaves out', {}, { ...lunch, kind: 'withdrawals' }, null],
    ['at withdrawals that it includes', { includes: new Set(['withdrawals'] as const) }, { ...lunch, kind: 'withdrawals' }, 'ALL'],
    ['at a purchase without its cash back', {}, withCash, 'WITHOUT_CASHBACK'],
    ['at the cash back alone', { includes: new Set(['cashback'] as const) }, withCash, 'CASHBACK'],
    ['at both together', { includes: new Set(['cashback', 'purchases'] as const) }, withCash, 'ALL'],
  ])('%s', (_what, but, spend, part) => {
    expect(countedPart({ ...control, ...but }, spend)).toBe(part);
  });

  test('at cash back only as far as it goes when less was cleared', () => {
    expect([partOf('CASHBACK', 150, 200), partOf('WITHOUT_CASHBACK', 150, 200), partOf('WITHOUT_CASHBACK', 300, 200)]).toEqual([
      150, 0, 100,
    ]);
  });
});

describe('merchants', () => {
  const anywhere = { mcc: null, mccGroup: null, mid: null, merchantGroup: null };
  const allow = (scope: Partial<AuthorizationControl['scope']>): AuthorizationControl => ({
    token: 'allow',
    association: { kind: 'programme' },
    scope: { ...anywhere, ...scope },
    from: null,
    until: null,
    active: true,
  });

  test.each<[string, Partial<AuthorizationControl['scope']>, boolean]>([
    ['everywhere', {}, true],
    ['a category', { mcc: '5812' }, true],
    ['another category', { mcc: '5813' }, false],
    ['a group of categories', { mccGroup: 'food' }, true],
    ['another group', { mccGroup: 'travel' }, false],
    ['a merchant', { mid: 'cafe' }, true],
    ['another merchant', { mid: 'bar' }, false],
    ['a group of merchants', { merchantGroup: 'favourites' }, true],
    ['another group of merchants', { merchantGroup: 'others' }, false],
  ])('are named by %s', (_how, scope, covered) => {
    expect(covers({ ...anywhere, ...scope }, lunch)).toBe(covered);
  });

  test('are all open without a control, and only those of some control with one', () => {
    expect(merchantAllowed([], false, lunch)).toBe(true);
    expect(merchantAllowed([allow({ mid: 'bar' })], false, lunch)).toBe(false);
    expect(merchantAllowed([allow({ mid: 'bar' }), allow({ mcc: '5812' })], false, lunch)).toBe(true);
    expect(merchantAllowed([allow({ mid: 'bar' })], true, lunch)).toBe(true);
  });

  test('a control is in force from its start to its end', () => {
    const dated = { ...allow({}), from: 10, until: 20 };
    expect([9, 10, 20, 21].map((at) => inForce(dated, at))).toEqual([false, true, true, false]);
    expect(inForce({ ...dated, active: false }, 15)).toBe(false);
  });

  test.each<[string, boolean]>([
    ['2999', false],
    ['3000', true],
    ['3299', true],
    ['3300', false],
    ['5812', true],
  ])('category %s of 3000-3299 and 5812: %s', (mcc, inside) => {
    expect(includesMcc(['3000-3299', '5812'], mcc)).toBe(inside);
  });
});
