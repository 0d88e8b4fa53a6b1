import { describe, expect, test } from 'vitest';
import { type Facts, judge } from './judge.ts';

const willing: Facts = {
  at: 1_000,
  card: { state: 'ACTIVE', expiresAt: 2_000 },
  holder: { status: 'ACTIVE' },
  account: { status: 'ACTIVE' },
  product: { ignoresSuspension: false, ecommerce: true, atm: true, other: true, usOnly: true, requiresSecurityCode: false },
  purchase: {
    cardPresent: true,
    atm: false,
    country: 'USA',
    securityCodeMatches: null,
    pinMatches: null,
    expirationMatches: null,
  },
};

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
    expect(judge(willing)).toBeNull();
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
    ['the merchant is abroad and the product stays at home', { purchase: { country: 'PRT' } }, '1864'],
  ])('is declined when %s', (_when, but, code) => {
    expect(judge(facts(but))).toBe(code);
  });

  test.each<[string, But]>([
    ['at the last moment of the card', { at: 2_000 }],
    ['on a suspended card whose product does not mind', { card: { state: 'SUSPENDED' }, product: { ignoresSuspension: true } }],
    ['by a holder with limits', { holder: { status: 'LIMITED' } }],
    ['abroad when the product travels', { product: { usOnly: false }, purchase: { country: 'PRT' } }],
  ])('passes %s', (_when, but) => {
    expect(judge(facts(but))).toBeNull();
  });

  test('the state of the card is named before that of its holder', () => {
    expect(judge(facts({ card: { state: 'SUSPENDED' }, holder: { status: 'CLOSED' } }))).toBe('1003');
  });
});
