import { describe, expect, test } from 'vitest';
import { compileControls, type ControlRow, type Subjects } from '../controls/compile.ts';
import { decide } from './decide.ts';
import type { Facts } from './facts.ts';
import { methodOf } from './methods.ts';
import type { AuthorizationRequest } from './request.ts';

const subjects: Subjects = {
  companyId: 'harborline',
  cardId: 'card',
  userId: 'maya',
  cardProductId: 'program',
  teamIds: ['design', 'ops'],
};
const at = Date.parse('2026-03-03T03:30:00Z');

const merchant = {
  ...{ name: 'BLUE DOOR COFFEE', mid: '1', networkMid: '77', mcc: '5814' },
  ...{ city: null, state: null, postalCode: null, country: 'USA' },
};
const coffee: AuthorizationRequest = {
  jitToken: 'jit-1',
  transactionToken: 'txn-1',
  relatedToken: null,
  cardToken: 'card-token',
  methodName: 'pgfs.authorization',
  method: methodOf('pgfs.authorization'),
  amount: { minor: 450n, currency: 'USD' },
  amountUnderstood: true,
  original: null,
  merchant,
  traits: { mcc: '5814', merchant, country: 'US', currency: 'USD', channels: ['CONTACTLESS', 'WALLET'] },
  network: 'VISA',
  partialApprovalCapable: false,
  atMs: at,
  fingerprint: 'f',
};

const willing: Facts = {
  card: {
    subjects,
    currency: 'USD',
    status: 'ACTIVE',
    issuerStatus: 'ACTIVE',
    expiresAtMs: Date.parse('2030-03-31T23:59:59Z'),
    personStatus: 'ACTIVE',
    holderStatus: 'ACTIVE',
    companyStatus: 'ACTIVE',
  },
  controls: [],
  exceptions: [],
  exceptionsUsed: [],
  counter: () => 0n,
  available: 100_000n,
  authorizedBefore: 0n,
  isCounted: false,
  atMs: at,
  nowMs: at,
};

let serial = 0;
function control(scope: ControlRow['scope'], controlType: string, config: unknown, but: Partial<ControlRow> = {}): ControlRow {
  const subjectId = { COMPANY: null, TEAM: 'design', CARD_PROGRAM: 'program', PERSON: 'maya', CARD: 'card' }[scope];
  serial += 1;
  return { id: `control-${serial}`, scope, subjectId, controlType, config, mode: 'ENFORCE', version: 1, ...but };
}
const limit = (scope: ControlRow['scope'], window: string, minor: number, but: Partial<ControlRow> = {}): ControlRow =>
  control(scope, 'AMOUNT_LIMIT', { window, amountMinor: String(minor), currency: 'USD' }, but);

const list = (controlType: string, config: unknown): ControlRow => control('CARD', controlType, config);
const limitOf = (config: object): ControlRow => control('CARD', 'AMOUNT_LIMIT', { currency: 'USD', ...config });

function under(...rows: ControlRow[]): Facts {
  const compiled = compileControls({ companyId: 'harborline', version: 1, timeZone: 'America/New_York' }, rows);
  return { ...willing, controls: compiled.bindingOn(subjects) };
}
const card = (but: Partial<Facts['card']>): Partial<Facts> => ({ card: { ...willing.card, ...but } });
const asks = (methodName: string, minor = 450n): AuthorizationRequest => ({
  ...coffee,
  methodName,
  method: methodOf(methodName),
  amount: { minor, currency: 'USD' },
});

test.each([null, 'LIMITED'])('is approved when Marqeta has said of holder and company: %s', (status) => {
  expect(decide(coffee, { ...willing, ...card({ holderStatus: status, companyStatus: status }) }).outcome).toBe('APPROVED');
});

test('is approved for what was asked when nothing stands against it', () => {
  expect(decide(coffee, willing)).toMatchObject({ outcome: 'APPROVED', amount: { minor: 450n, currency: 'USD' } });
});

describe('is declined when', () => {
  test.each<[string, Partial<Facts>, string]>([
    ['the holder froze the card', card({ status: 'SUSPENDED' }), 'CARD_FROZEN'],
    ['Marqeta froze the card', card({ issuerStatus: 'SUSPENDED' }), 'CARD_FROZEN_BY_ISSUER'],
    ['the card was never activated', card({ status: 'UNACTIVATED' }), 'CARD_NOT_ACTIVE'],
    ['Marqeta has not activated the card yet', card({ issuerStatus: 'UNACTIVATED' }), 'CARD_NOT_ACTIVE'],
    ['Marqeta does not have the card yet', card({ issuerStatus: 'REQUESTED' }), 'CARD_NOT_ACTIVE'],
    ['the card is terminated with us', card({ status: 'TERMINATED' }), 'CARD_TERMINATED'],
    ['the card is terminated at Marqeta', card({ issuerStatus: 'TERMINATED' }), 'CARD_TERMINATED'],
    ['a state was never seen before', card({ issuerStatus: 'HIBERNATING' }), 'CARD_NOT_ACTIVE'],
    ['the card has expired by a millisecond', card({ expiresAtMs: at - 1 }), 'CARD_EXPIRED'],
    ['the holder is suspended', card({ personStatus: 'SUSPENDED' }), 'CARDHOLDER_NOT_ACTIVE'],
    ['the holder has left', card({ personStatus: 'CLOSED' }), 'CARDHOLDER_NOT_ACTIVE'],
    ['Marqeta suspended the holder', card({ holderStatus: 'SUSPENDED' }), 'CARDHOLDER_STOPPED'],
    ['Marqeta closed the holder', card({ holderStatus: 'TERMINATED' }), 'CARDHOLDER_STOPPED'],
    ['Marqeta has not verified the holder', card({ holderStatus: 'UNVERIFIED' }), 'CARDHOLDER_NOT_VERIFIED'],
    ['Marqeta suspended the company', card({ companyStatus: 'SUSPENDED' }), 'COMPANY_STOPPED'],
    ['Marqeta has not verified the company', card({ companyStatus: 'UNVERIFIED' }), 'COMPANY_NOT_VERIFIED'],
    ['the card has another currency', card({ currency: 'EUR' }), 'CURRENCY_MISMATCH'],
    ['funds are one cent short', { available: 449n }, 'INSUFFICIENT_FUNDS'],
    ['there is less than nothing', { available: -1n }, 'INSUFFICIENT_FUNDS'],
    ['it is one cent above the limit of a purchase', under(limit('CARD', 'TRANSACTION', 449)), 'AMOUNT_LIMIT_EXCEEDED'],
    [
      'an increment takes the total above it',
      { ...under(limit('CARD', 'TRANSACTION', 1000)), authorizedBefore: 551n },
      'AMOUNT_LIMIT_EXCEEDED',
    ],
    [
      'it is one cent above what is left of the day',
      { ...under(limit('PERSON', 'DAY', 1000)), counter: () => 551n },
      'AMOUNT_LIMIT_EXCEEDED',
    ],
    ['a team of the holder has nothing left', { ...under(limit('TEAM', 'MONTH', 1000)), counter: () => 1000n }, 'AMOUNT_LIMIT_EXCEEDED'],
    ['the MCC is blocked', under(control('COMPANY', 'MCC_BLOCK', { mccs: ['5800-5899'] })), 'MCC_BLOCKED'],
    ['the MCC is not among those allowed', under(control('CARD', 'MCC_ALLOW', { mccs: ['5812'] })), 'MCC_NOT_ALLOWED'],
    [
      'one of two allow lists lacks the MCC',
      under(control('CARD', 'MCC_ALLOW', { mccs: ['5814'] }), control('COMPANY', 'MCC_ALLOW', { mccs: ['5812'] })),
      'MCC_NOT_ALLOWED',
    ],
    [
      'the merchant is blocked by name',
      under(list('MERCHANT_BLOCK', { merchants: [{ by: 'NAME', value: 'blue*coffee' }] })),
      'MERCHANT_BLOCKED',
    ],
    ['the merchant is blocked by its id', under(list('MERCHANT_BLOCK', { merchants: [{ by: 'MID', value: '1' }] })), 'MERCHANT_BLOCKED'],
    [
      'only another merchant of the network is allowed',
      under(list('MERCHANT_ALLOW', { merchants: [{ by: 'NETWORK_MID', value: '78' }] })),
      'MERCHANT_NOT_ALLOWED',
    ],
    ['a kind of merchant is blocked', under(list('MCC_BLOCK', { mccs: [], categories: ['RESTAURANTS'] })), 'MCC_BLOCKED'],
    ['the country is blocked', under(list('COUNTRY_BLOCK', { countries: ['US'] })), 'COUNTRY_BLOCKED'],
    ['the country is not among those allowed', under(list('COUNTRY_ALLOW', { countries: ['PT'] })), 'COUNTRY_NOT_ALLOWED'],
    ['the merchant charges a blocked currency', under(list('CURRENCY_BLOCK', { currencies: ['USD'] })), 'CURRENCY_BLOCKED'],
    ['it charges none of those allowed', under(list('CURRENCY_ALLOW', { currencies: ['EUR'] })), 'CURRENCY_NOT_ALLOWED'],
    ['one of its channels is blocked', under(list('CHANNEL_BLOCK', { channels: ['WALLET'] })), 'CHANNEL_BLOCKED'],
    ['none of its channels is allowed', under(list('CHANNEL_ALLOW', { channels: ['ONLINE', 'CHIP'] })), 'CHANNEL_NOT_ALLOWED'],
    // It is Monday, half past ten in the evening, in New York.
    ['it is another day of the week', under(list('SCHEDULE', { days: [2, 3, 4, 5] })), 'OUTSIDE_SCHEDULE'],
    ['the hours are over', under(list('SCHEDULE', { days: [1], from: '08:00', to: '22:30' })), 'OUTSIDE_SCHEDULE'],
    ['the card is good until the day before', under(list('DATES', { lastDate: '2026-03-01' })), 'OUTSIDE_DATES'],
    ['the card is good from the day after', under(list('DATES', { firstDate: '2026-03-03' })), 'OUTSIDE_DATES'],
    [
      'the purchases of the day are made',
      { ...under(list('COUNT_LIMIT', { window: 'DAY', count: 3 })), counter: () => 3n },
      'COUNT_LIMIT_EXCEEDED',
    ],
    [
      'the one purchase is made',
      { ...under(list('COUNT_LIMIT', { window: 'LIFETIME', count: 1 })), counter: () => 1n },
      'COUNT_LIMIT_EXCEEDED',
    ],
    [
      'thirty days together leave too little',
      { ...under(limitOf({ window: 'ROLLING', days: 30, amountMinor: '3000' })), counter: () => 86n },
      'AMOUNT_LIMIT_EXCEEDED',
    ],
    [
      'it goes above the buffer',
      { ...under(limitOf({ window: 'DAY', amountMinor: '500', atCap: 'BUFFER', bufferMinor: '100' })), counter: () => 151n },
      'AMOUNT_LIMIT_EXCEEDED',
    ],
    [
      'what was counted at restaurants leaves too little for them',
      { ...under(limitOf({ window: 'MONTH', amountMinor: '1000', codes: '5811-5812,5814' })), counter: () => 600n },
      'AMOUNT_LIMIT_EXCEEDED',
    ],
    ['a rolling limit has no days', under(limitOf({ window: 'ROLLING', amountMinor: '1' })), 'CONTROL_NOT_UNDERSTOOD'],
    ['hours are damaged', under(list('SCHEDULE', { days: [1], from: '25:00', to: '26:00' })), 'CONTROL_NOT_UNDERSTOOD'],
    ['a control is of a type never seen', under(control('CARD', 'MOON_PHASE', {})), 'CONTROL_NOT_UNDERSTOOD'],
    ['a control is damaged', under(control('CARD', 'AMOUNT_LIMIT', { window: 'DAY' })), 'CONTROL_NOT_UNDERSTOOD'],
  ])('%s', (_when, but, reason) => {
    expect(decide(coffee, { ...willing, ...but })).toMatchObject({ outcome: 'DECLINED', primary: { outcome: 'REFUSED', reason } });
  });

  test('the amount could not be read', () => {
    expect(decide({ ...coffee, amountUnderstood: false }, willing)).toMatchObject({
      outcome: 'DECLINED',
      primary: { reason: 'AMOUNT_INVALID' },
    });
  });

  test.each(['pgfs.authorization.clearing', 'pgfs.never.heard.of', 'pgfs.network.load'])('the method is %s', (methodName) => {
    expect(decide(asks(methodName), willing)).toMatchObject({
      outcome: 'DECLINED',
      primary: { rule: 'METHOD', reason: 'METHOD_UNKNOWN', seen: methodName },
    });
  });
});

describe('is approved when', () => {
  test.each<[string, Partial<Facts>]>([
    ['funds are exactly enough', { available: 450n }],
    ['the card expires this very millisecond', card({ expiresAtMs: at })],
    ['the card has no expiry yet', card({ expiresAtMs: null })],
    ['it is exactly the limit of a purchase', under(limit('CARD', 'TRANSACTION', 450))],
    ['it is exactly what is left of the day', { ...under(limit('CARD', 'DAY', 1000)), counter: () => 550n }],
    ['the merchant is allowed by name', under(list('MERCHANT_ALLOW', { merchants: [{ by: 'NAME', value: 'BLUE DOOR*' }] }))],
    ['the country is allowed', under(list('COUNTRY_ALLOW', { countries: ['PT', 'US'] }))],
    ['one of its channels is allowed', under(list('CHANNEL_ALLOW', { channels: ['CONTACTLESS'] }))],
    ['the hours reach past midnight', under(list('SCHEDULE', { days: [1], from: '22:00', to: '06:00' }))],
    ['the hours are those of another zone', under(list('SCHEDULE', { days: [2], from: '03:00', to: '04:00', timeZone: 'UTC' }))],
    ['it is the last day', under(list('DATES', { firstDate: '2026-03-02', lastDate: '2026-03-02' }))],
    ['it is the last purchase of the day', { ...under(list('COUNT_LIMIT', { window: 'DAY', count: 3 })), counter: () => 2n }],
    [
      'an increment is no other purchase',
      { ...under(list('COUNT_LIMIT', { window: 'LIFETIME', count: 1 })), counter: () => 1n, isCounted: true },
    ],
    [
      'thirty days together leave exactly enough',
      { ...under(limitOf({ window: 'ROLLING', days: 30, amountMinor: '3000' })), counter: () => 85n },
    ],
    [
      'it is exactly the buffer',
      { ...under(limitOf({ window: 'DAY', amountMinor: '500', atCap: 'BUFFER', bufferMinor: '100' })), counter: () => 150n },
    ],
    ['above the limit it is only told', { ...under(limitOf({ window: 'DAY', amountMinor: '1', atCap: 'TELL' })), counter: () => 9_999n }],
    [
      'the limit counts other kinds of merchants',
      { ...under(limitOf({ window: 'MONTH', amountMinor: '1', codes: '3000-3299' })), counter: () => 600n },
    ],
    ['a card that is idle is locked by others', under(list('IDLE_LOCK', { idleDays: 1 }))],
    ['the MCC is allowed', under(control('CARD', 'MCC_ALLOW', { mccs: ['5814'] }))],
    ['another MCC is blocked', under(control('CARD', 'MCC_BLOCK', { mccs: ['5813', '5815-5999'] }))],
    ['a limit is in another currency', under(control('CARD', 'AMOUNT_LIMIT', { window: 'DAY', amountMinor: '1', currency: 'EUR' }))],
    ['a limit that it passes stands in shadow', under(limit('CARD', 'DAY', 1, { mode: 'SHADOW' }))],
    ['the limit is of another card', under(limit('CARD', 'DAY', 1, { subjectId: 'another' }))],
    ['the limit is of a team that the holder is not in', under(limit('TEAM', 'DAY', 1, { subjectId: 'sales' }))],
  ])('%s', (_when, but) => {
    expect(decide(coffee, { ...willing, ...but })).toMatchObject({ outcome: 'APPROVED' });
  });
});

describe('the decline is named by', () => {
  const everything = [
    limit('COMPANY', 'MONTH', 0),
    limit('COMPANY', 'DAY', 0),
    control('COMPANY', 'MCC_BLOCK', { mccs: ['5814'] }),
    limit('CARD_PROGRAM', 'DAY', 0),
    limit('TEAM', 'DAY', 0),
    limit('TEAM', 'DAY', 0, { subjectId: 'ops' }),
    limit('PERSON', 'DAY', 0),
    limit('CARD', 'MONTH', 0),
    limit('CARD', 'WEEK', 0),
    limit('CARD', 'DAY', 0),
    limit('CARD', 'TRANSACTION', 0),
    control('CARD', 'MCC_ALLOW', { mccs: [] }),
    control('CARD', 'MCC_BLOCK', { mccs: ['5814'] }),
  ];
  const terrible = {
    ...under(...everything),
    available: 0n,
    ...card({
      ...{ status: 'SUSPENDED', expiresAtMs: 0, personStatus: 'CLOSED' },
      ...{ holderStatus: 'CLOSED', companyStatus: 'SUSPENDED' },
    }),
  };

  test('states first, then the most specific scope, then the kind of control, then funds', () => {
    const decision = decide(coffee, terrible);

    expect(
      decision.verdicts
        .filter(({ outcome }) => outcome === 'REFUSED')
        .map(({ rule, scope, window }) => [rule, scope, window].filter(Boolean).join(' ')),
    ).toEqual([
      'CARD_STATE',
      'CARD_EXPIRY',
      'PERSON_STATE',
      'HOLDER_STATE PERSON',
      'HOLDER_STATE COMPANY',
      'MCC_BLOCK CARD',
      'MCC_ALLOW CARD',
      'AMOUNT_LIMIT CARD TRANSACTION',
      'AMOUNT_LIMIT CARD DAY',
      'AMOUNT_LIMIT CARD WEEK',
      'AMOUNT_LIMIT CARD MONTH',
      'AMOUNT_LIMIT PERSON DAY',
      'AMOUNT_LIMIT TEAM DAY',
      'AMOUNT_LIMIT TEAM DAY',
      'AMOUNT_LIMIT CARD_PROGRAM DAY',
      'MCC_BLOCK COMPANY',
      'AMOUNT_LIMIT COMPANY DAY',
      'AMOUNT_LIMIT COMPANY MONTH',
      'FUNDS COMPANY',
    ]);
    expect(decision).toMatchObject({ primary: { rule: 'CARD_STATE' } });
  });

  test('the smaller id when all else is equal', () => {
    const [one, two] = [limit('CARD', 'DAY', 0, { id: 'b' }), limit('CARD', 'DAY', 0, { id: 'a' })];

    expect(decide(coffee, under(one, two))).toMatchObject({ primary: { controlId: 'a' } });
  });
});

test('a verdict keeps the counter before and after, the limit, and the bounds of the window in the local zone', () => {
  const facts = { ...under(limit('CARD', 'DAY', 1000, { id: 'daily', version: 7 })), counter: () => 551n };

  expect(decide(coffee, facts).verdicts).toContainEqual({
    rule: 'AMOUNT_LIMIT',
    outcome: 'REFUSED',
    reason: 'AMOUNT_LIMIT_EXCEEDED',
    scope: 'CARD',
    subjectId: 'card',
    controlId: 'daily',
    controlVersion: 7,
    window: 'DAY',
    limitMinor: 1000n,
    beforeMinor: 551n,
    afterMinor: 1001n,
    windowStartMs: Date.parse('2026-03-02T05:00:00Z'),
    windowEndMs: Date.parse('2026-03-03T05:00:00Z'),
    timeZone: 'America/New_York',
  });
});

test('a check of amount zero looks at states alone and uses nothing up', () => {
  const facts = { ...under(limit('CARD', 'DAY', 0), control('CARD', 'MCC_ALLOW', { mccs: [] })), available: 0n };

  expect(decide(asks('pgfs.authorization', 0n), facts)).toMatchObject({ outcome: 'APPROVED' });
  expect(decide(asks('pgfs.authorization.account_verification', 0n), { ...facts, ...card({ status: 'SUSPENDED' }) })).toMatchObject({
    outcome: 'DECLINED',
  });
});

test('money that comes back is taken even by a terminated card', () => {
  expect(decide(asks('pgfs.refund.authorization'), { ...willing, ...card({ status: 'TERMINATED' }), available: 0n })).toMatchObject({
    outcome: 'APPROVED',
  });
});

test('a balance is told to the holder of a card that is in order', () => {
  expect(decide(asks('pgfs.balanceinquiry', 0n), willing)).toMatchObject({ outcome: 'APPROVED' });
  expect(decide(asks('pgfs.balanceinquiry', 0n), { ...willing, ...card({ status: 'SUSPENDED' }) })).toMatchObject({
    primary: { reason: 'CARD_FROZEN' },
  });
});

test('what passes a limit that only tells is marked as above it', () => {
  const facts = { ...under(limitOf({ window: 'DAY', amountMinor: '500', atCap: 'BUFFER', bufferMinor: '100' })), counter: () => 100n };

  expect(decide(coffee, facts).verdicts).toContainEqual(
    expect.objectContaining({ rule: 'AMOUNT_LIMIT', outcome: 'PASSED_ABOVE', reason: 'AMOUNT_LIMIT_EXCEEDED', afterMinor: 550n }),
  );
});

test('a verdict of how many purchases keeps numbers, not amounts', () => {
  const facts = { ...under(list('COUNT_LIMIT', { window: 'LIFETIME', count: 1 })), counter: () => 1n };

  expect(decide(coffee, facts)).toMatchObject({ primary: { rule: 'COUNT_LIMIT', limitCount: 1, beforeCount: 1, afterCount: 2 } });
});
