import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../settings.ts';
import { type Facts, judge } from './judge.ts';

const willing: Facts = {
  at: 1_000,
  card: { state: 'ACTIVE', expiresAt: 2_000, missing: null },
  holder: { status: 'ACTIVE' },
  account: { status: 'ACTIVE' },
  product: {
    ignoresSuspension: false,
    ecommerce: true,
    atm: true,
    other: true,
    quasiCash: false,
    spendsAccount: true,
    requiresSecurityCode: false,
    requiresPin: false,
    requiresChip: false,
    allowsChipFallback: true,
  },
  purchase: {
    isEmpty: false,
    cardPresent: true,
    entry: 'CHIP',
    atm: false,
    quasiCash: false,
    ownFunds: false,
    countryAccepted: true,
    securityCodeMatches: null,
    pinMatches: null,
    expirationMatches: null,
    pinGiven: false,
    addressRefused: false,
  },
};
const codes = {
  ...DEFAULT_SETTINGS.unconfirmed,
  addressMismatchCode: 'address',
  pinRequiredCode: 'pin',
  chipRequiredCode: 'chip',
  quasiCashCode: 'quasi-cash',
  ownFundsCode: 'own-funds',
};
const judged = (of: Facts): string | null => judge(of, codes);

type But = { [Part in keyof Facts]?: Facts[Part] extends object ? Partial<Facts[Part]> : Facts[Part] };
const facts = (but: But): Facts => ({
  at: but.at ?? willing.at,
  card: { ...willing.card, ...but.card },
  holder: { ...willing.holder, ...but.holder },
  account: { ...willing.account, ...but.account },
  product: { ...willing.product, ...but.product },
  purchase: { ...willing.purchase, ...but.purchase },
});

describe('before the gateway is asked', () => {
  test('a purchase without obstacle passes', () => {
    expect(judged(willing)).toBeNull();
  });

  test.each<[string, But, string]>([
    ['the card was never activated', { card: { state: 'UNACTIVATED' } }, '1806'],
    ['the card is terminated', { card: { state: 'TERMINATED' } }, '1806'],
    ['the card is suspended', { card: { state: 'SUSPENDED' } }, '1003'],
    ['the card has expired', { at: 2_001 }, '1001'],
    ['the expiry given is wrong', { purchase: { expirationMatches: false } }, '1002'],
    ['the cardholder is suspended', { holder: { status: 'SUSPENDED' } }, '1813'],
    ['the business that owns the account is closed', { account: { status: 'CLOSED' } }, '1813'],
    ['the security code is wrong', { purchase: { securityCodeMatches: false } }, '1825'],
    ['a security code is required and missing', { product: { requiresSecurityCode: true }, purchase: { cardPresent: false } }, '1825'],
    ['the PIN is wrong', { purchase: { pinMatches: false } }, '1809'],
    ['the product does not buy online', { product: { ecommerce: false }, purchase: { cardPresent: false } }, '1831'],
    ['the product gives no cash', { product: { atm: false }, purchase: { atm: true } }, '1015'],
    ['the product has no terminals', { product: { other: false } }, '1015'],
    ['the card was lost', { card: { state: 'SUSPENDED', missing: 'LOST' } }, '1005'],
    ['the card was stolen', { card: { state: 'TERMINATED', missing: 'STOLEN' } }, '1004'],
    ['nothing is asked for', { purchase: { isEmpty: true } }, '1810'],
    ['the address is another', { purchase: { addressRefused: true } }, 'address'],
    ['a PIN is required and missing', { product: { requiresPin: true } }, 'pin'],
    ['the chip is required and was not read', { product: { requiresChip: true }, purchase: { entry: 'OTHER' } }, 'chip'],
    ['the chip failed', { product: { allowsChipFallback: false }, purchase: { entry: 'CHIP_FALLBACK' } }, 'chip'],
    ['it is as good as cash', { purchase: { quasiCash: true } }, 'quasi-cash'],
    ['the product does not spend what was loaded', { product: { spendsAccount: false }, purchase: { ownFunds: true } }, 'own-funds'],
    ['the merchant is where the product does not go', { purchase: { countryAccepted: false } }, '1864'],
  ])('is declined when %s', (_when, but, code) => {
    expect(judged(facts(but))).toBe(code);
  });

  test.each<[string, But]>([
    ['at the last moment of the card', { at: 2_000 }],
    ['on a suspended card whose product does not mind', { card: { state: 'SUSPENDED' }, product: { ignoresSuspension: true } }],
    ['by a holder with limits', { holder: { status: 'LIMITED' } }],
    ['on a lost card whose product does not mind', { card: { state: 'SUSPENDED', missing: 'LOST' }, product: { ignoresSuspension: true } }],
    ['with a PIN where one is required', { product: { requiresPin: true }, purchase: { pinGiven: true } }],
    ['online where a PIN is required of terminals', { product: { requiresPin: true }, purchase: { cardPresent: false } }],
    ['with a failed chip where that is allowed', { purchase: { entry: 'CHIP_FALLBACK' } }],
  ])('passes %s', (_when, but) => {
    expect(judged(facts(but))).toBeNull();
  });

  test('the state of the card is named before that of its holder', () => {
    expect(judged(facts({ card: { state: 'SUSPENDED' }, holder: { status: 'CLOSED' } }))).toBe('1003');
  });
});

test('a lost card is as any other when the setting says so', () => {
  const lost = facts({ card: { state: 'TERMINATED', missing: 'LOST' } });

  expect(judge(lost, { ...codes, lostAndStolenNamed: false })).toBe('1806');
});
