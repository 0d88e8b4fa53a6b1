import { expect, test } from 'vitest';
import type { ControlRowFragment, ControlType } from '../../../gql/graphql.ts';
import { asKind, type ControlDraft, draftOf, type FaultyField, faultsOf, isMcc, singleUse, wishOf } from './control-draft.ts';

const inForce = { mode: 'ENFORCE', isActive: true } as const;

test('a new control begins as a monthly limit in force, and asks for nothing before an amount is typed', () => {
  const draft = draftOf(undefined);

  expect(wishOf(draft, 'USD')).toBeNull();
  expect(wishOf({ ...draft, amountMinor: '50000' }, 'USD')).toEqual({
    ...inForce,
    controlType: 'AMOUNT_LIMIT',
    window: 'MONTH',
    atCap: 'DECLINE',
    amountMinor: '50000',
    currency: 'USD',
  });
});

/** Something in every field, so that a kind that took another's would be seen. */
const everything: ControlDraft = {
  ...draftOf(undefined),
  ...{ window: 'ROLLING', rollingDays: 30, amountMinor: '100', count: 3, atCap: 'BUFFER', bufferMinor: '20' },
  ...{ mccs: ['7995'], categories: ['AIRLINES'], timeZone: 'Asia/Tokyo' },
  merchants: [
    { by: 'NAME', value: ' UBER* ' },
    { by: 'MID', value: ' ' },
  ],
  ...{ countries: ['PT'], currencies: ['EUR'], channels: ['ONLINE'], weekdays: ['MONDAY'], from: '22:00', to: '06:00' },
  ...{ firstDate: '2026-01-01', lastDate: '2026-01-01', idleDays: 90 },
};

const limit = { window: 'ROLLING', rollingDays: 30, mccs: ['7995'], categories: ['AIRLINES'], timeZone: 'Asia/Tokyo' };
const categories = { mccs: ['7995'], categories: ['AIRLINES'] };
const merchants = { merchants: [{ by: 'NAME', value: 'UBER*' }] };
const whatEachKindSays: Readonly<Record<ControlType, object>> = {
  AMOUNT_LIMIT: { ...limit, atCap: 'BUFFER', bufferMinor: '20', amountMinor: '100', currency: 'EUR' },
  COUNT_LIMIT: { ...limit, atCap: 'DECLINE', count: 3 },
  MCC_ALLOW: categories,
  MCC_BLOCK: categories,
  MERCHANT_ALLOW: merchants,
  MERCHANT_BLOCK: merchants,
  COUNTRY_ALLOW: { countries: ['PT'] },
  COUNTRY_BLOCK: { countries: ['PT'] },
  CURRENCY_ALLOW: { currencies: ['EUR'] },
  CURRENCY_BLOCK: { currencies: ['EUR'] },
  CHANNEL_ALLOW: { channels: ['ONLINE'] },
  CHANNEL_BLOCK: { channels: ['ONLINE'] },
  SCHEDULE: { weekdays: ['MONDAY'], from: '22:00', to: '06:00', timeZone: 'Asia/Tokyo' },
  DATES: { firstDate: '2026-01-01', lastDate: '2026-01-01', timeZone: 'Asia/Tokyo' },
  IDLE_LOCK: { idleDays: 90 },
};
const kinds = Object.keys(whatEachKindSays) as ControlType[];

test.each(kinds)('%s carries what belongs to its kind and nothing else', (controlType) => {
  expect(wishOf(asKind(everything, controlType), 'EUR')).toEqual({ ...inForce, controlType, ...whatEachKindSays[controlType] });
});

const nothing = { window: null, rollingDays: null, count: null, atCap: null, mccs: null, categories: null, countries: null } as const;
const silent = { currencies: null, channels: null, weekdays: null, from: null, to: null, firstDate: null, lastDate: null } as const;

test.each(kinds)('%s opened and saved again is asked for as it was', (controlType) => {
  const { amountMinor, bufferMinor, currency, ...said } = { ...nothing, ...silent, ...whatEachKindSays[controlType] } as Partial<
    Record<'amountMinor' | 'bufferMinor' | 'currency', string>
  >;
  const saved = {
    ...{ id: 'c1', scope: 'COMPANY', subjectId: null, sentence: '', version: 1, updatedAt: '2026-01-01T00:00:00Z' },
    ...{ controlType, mode: 'SHADOW', isActive: false, merchants: null, idleDays: null, timeZone: null },
    ...said,
    amount: amountMinor === undefined ? null : { minor: amountMinor, currency: currency ?? '' },
    buffer: bufferMinor === undefined ? null : { minor: bufferMinor, currency: currency ?? '' },
  } as unknown as ControlRowFragment;

  expect(wishOf(draftOf(saved), 'EUR')).toEqual({ controlType, mode: 'SHADOW', isActive: false, ...whatEachKindSays[controlType] });
});

test('a limit without a filter, a zone or days of its own leaves them out', () => {
  const plain = { ...everything, window: 'DAY' as const, mccs: [], categories: [], timeZone: undefined, atCap: 'TELL' as const };

  expect(wishOf(plain, 'EUR')).toEqual({
    ...inForce,
    controlType: 'AMOUNT_LIMIT',
    window: 'DAY',
    atCap: 'TELL',
    amountMinor: '100',
    currency: 'EUR',
  });
});

test('a single use is one purchase in all', () => {
  expect(wishOf({ ...asKind(draftOf(undefined), 'COUNT_LIMIT'), ...singleUse }, 'EUR')).toEqual({
    ...inForce,
    controlType: 'COUNT_LIMIT',
    window: 'LIFETIME',
    atCap: 'DECLINE',
    count: 1,
  });
});

test('a number of purchases is not counted over one purchase, and has no buffer', () => {
  const perPurchase = { ...draftOf(undefined), window: 'TRANSACTION' as const, atCap: 'BUFFER' as const };

  expect(asKind(perPurchase, 'COUNT_LIMIT')).toMatchObject({ window: 'MONTH', atCap: 'DECLINE' });
  expect(asKind(perPurchase, 'AMOUNT_LIMIT')).toMatchObject({ window: 'TRANSACTION', atCap: 'BUFFER' });
});

test.each<[string, ControlType, Partial<ControlDraft>, FaultyField[]]>([
  ['no amount', 'AMOUNT_LIMIT', { amountMinor: undefined }, ['amountMinor']],
  ['what is no amount', 'AMOUNT_LIMIT', { amountMinor: null }, ['amountMinor']],
  ['an amount of nothing', 'AMOUNT_LIMIT', { amountMinor: '0' }, ['amountMinor']],
  ['a buffer of nothing', 'AMOUNT_LIMIT', { bufferMinor: '0' }, ['bufferMinor']],
  ['no buffer where none is allowed', 'AMOUNT_LIMIT', { atCap: 'TELL', bufferMinor: undefined }, []],
  ['a rolling window of one day', 'AMOUNT_LIMIT', { rollingDays: 1 }, ['rollingDays']],
  ['a rolling window of two days', 'AMOUNT_LIMIT', { rollingDays: 2 }, []],
  ['a rolling window of 92 days', 'COUNT_LIMIT', { rollingDays: 92 }, []],
  ['a rolling window of 93 days', 'COUNT_LIMIT', { rollingDays: 93 }, ['rollingDays']],
  ['no days in another window', 'COUNT_LIMIT', { window: 'DAY', rollingDays: undefined }, []],
  ['no purchase at all', 'COUNT_LIMIT', { count: 0 }, ['count']],
  ['half a purchase', 'COUNT_LIMIT', { count: 1.5 }, ['count']],
  ['a million purchases', 'COUNT_LIMIT', { count: 1_000_000 }, []],
  ['more than a million', 'COUNT_LIMIT', { count: 1_000_001 }, ['count']],
  ['no categories', 'MCC_ALLOW', { mccs: [], categories: [] }, ['mccs']],
  ['a kind of merchant alone', 'MCC_BLOCK', { mccs: [] }, []],
  ['merchants without a value', 'MERCHANT_BLOCK', { merchants: [{ by: 'NAME', value: ' ' }] }, ['merchants']],
  ['no countries', 'COUNTRY_ALLOW', { countries: [] }, ['countries']],
  ['no currencies', 'CURRENCY_BLOCK', { currencies: [] }, ['currencies']],
  ['no ways of paying', 'CHANNEL_ALLOW', { channels: [] }, ['channels']],
  ['no weekday', 'SCHEDULE', { weekdays: [] }, ['weekdays']],
  ['days alone', 'SCHEDULE', { from: '', to: '' }, []],
  ['hours without a beginning', 'SCHEDULE', { from: '' }, ['from']],
  ['hours without an end', 'SCHEDULE', { to: '' }, ['to']],
  ['hours that end as they begin', 'SCHEDULE', { to: '22:00' }, ['to']],
  ['neither first nor last day', 'DATES', { firstDate: '', lastDate: '' }, ['firstDate']],
  ['a last day alone', 'DATES', { firstDate: '' }, []],
  ['a last day before the first', 'DATES', { lastDate: '2025-12-31' }, ['lastDate']],
  ['no idle day', 'IDLE_LOCK', { idleDays: 0 }, ['idleDays']],
  ['two years of idle days', 'IDLE_LOCK', { idleDays: 730 }, []],
  ['more than that', 'IDLE_LOCK', { idleDays: 731 }, ['idleDays']],
])('%s in %s: the field at fault is named, and nothing is asked for', (_what, controlType, but, faulty) => {
  const draft = { ...asKind(everything, controlType), ...but };

  expect([...faultsOf(draft)]).toEqual(faulty);
  expect(wishOf(draft, 'EUR') === null).toBe(faulty.length > 0);
});

test('every day at every hour restricts nothing', () => {
  const always = { ...everything, controlType: 'SCHEDULE' as const, weekdays: draftOf(undefined).weekdays.concat('SATURDAY', 'SUNDAY') };

  expect([...faultsOf({ ...always, from: '', to: '' })]).toEqual(['weekdays']);
  expect([...faultsOf(always)]).toEqual([]);
});

test.each([
  ['5812', true],
  ['3000-3299', true],
  ['3299-3000', false],
  ['581', false],
  ['food', false],
])('%s as a category: %s', (typed, readable) => {
  expect(isMcc(typed)).toBe(readable);
});
