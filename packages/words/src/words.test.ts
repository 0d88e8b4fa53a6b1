import { describe, expect, test } from 'vitest';
import {
  alertSentence,
  CARD_EVENT_KINDS,
  cardEventSentence,
  controlSentence,
  declineSentence,
  formatAmount,
  formatMoment,
  LEDGER_CHECKS,
  LOCALES,
  ledgerCheckSentence,
  localeOf,
  NOTICE_KINDS,
  REFUSAL_REASONS,
  RISK_RULES,
  riskRuleName,
  RULES,
  TIMELINE_CODES,
  timelineSentence,
  type VerdictWords,
  verdictSentence,
  writeNotice,
} from './index.ts';

const usd = (minor: number): { minor: bigint; currency: string } => ({ minor: BigInt(minor), currency: 'USD' });

const overDaily: VerdictWords = {
  rule: 'AMOUNT_LIMIT',
  outcome: 'REFUSED',
  reason: 'AMOUNT_LIMIT_EXCEEDED',
  scope: 'CARD',
  window: 'DAY',
  limit: usd(50_000),
  before: usd(42_000),
  windowEndMs: Date.parse('2026-03-03T05:00:00Z'),
  timeZone: 'America/New_York',
};

describe('a decline', () => {
  test.each([
    [
      'en',
      'HOLDER',
      'It is above the daily card limit of $500.00, of which $80.00 is left. It is whole again on Tuesday 3 March at 00:00.',
    ],
    [
      'pt-PT',
      'STAFF',
      'Ultrapassa o limite diário do cartão, 500,00 US$, do qual restam 80,00 US$. Renova-se em terça-feira, 3 de março às 00:00.',
    ],
  ] as const)('says in %s to the %s what was left and when the limit renews', (locale, audience, sentence) => {
    expect(declineSentence(locale, overDaily, audience).replaceAll('\u00a0', ' ')).toBe(sentence);
  });

  test.each(['TEAM', 'CARD_PROGRAM', 'COMPANY'] as const)('tells the holder nothing of what others spent under a %s limit', (scope) => {
    const sentence = declineSentence('en', { ...overDaily, scope }, 'HOLDER');

    expect(sentence).not.toMatch(/\$/);
    expect(declineSentence('en', { ...overDaily, scope }, 'STAFF')).toMatch(/\$500\.00/);
  });

  test('of funds tells only staff how much there was', () => {
    const short: VerdictWords = { rule: 'FUNDS', outcome: 'REFUSED', reason: 'INSUFFICIENT_FUNDS', scope: 'COMPANY', before: usd(449) };

    expect(declineSentence('en', short, 'HOLDER')).toBe('The company’s available funds do not cover it.');
    expect(declineSentence('en', short, 'STAFF')).toContain('$4.49');
  });

  test('in shadow says that it had no effect', () => {
    expect(verdictSentence('en', { ...overDaily, outcome: 'SHADOW_REFUSED' }, 'STAFF')).toMatch(/^Only watched, not enforced: /);
  });
});

describe.each(LOCALES)('in %s', (locale) => {
  const whole = /^\S.*[^\s.,:;]$/s;

  test.each(REFUSAL_REASONS)('%s has a sentence for holder and staff', (reason) => {
    for (const audience of ['HOLDER', 'STAFF'] as const) {
      const sentence = declineSentence(locale, { rule: 'SERVICE', outcome: 'REFUSED', reason }, audience);
      expect(sentence).toMatch(/^\p{Lu}.*\.$/u);
      expect(sentence).not.toMatch(/undefined|null|NaN|\s{2}/);
    }
  });

  test.each(RULES)('passing %s has a sentence', (rule) => {
    expect(verdictSentence(locale, { rule, outcome: 'PASSED' }, 'STAFF')).toMatch(/^\p{Lu}.*\.$/u);
  });

  test.each(TIMELINE_CODES)('%s has a sentence in the timeline', (code) => {
    const sentence = timelineSentence(locale, { code, amount: '$1', before: '$2', detail: 'D' });
    expect(sentence).toMatch(whole);
    expect(sentence).not.toMatch(/undefined|null/);
  });

  test('the words of somebody else bring no full stop of their own', () => {
    expect(timelineSentence(locale, { code: 'DECLINED_BY_ISSUER', amount: '$1', detail: 'Not permitted.' })).toMatch(/: Not permitted$/);
  });

  test.each(CARD_EVENT_KINDS)('%s has a sentence in the card’s history', (kind) => {
    expect(cardEventSentence(locale, kind, { actorName: 'Maya', reason: 'lost' })).toMatch(/: lost$/);
    expect(cardEventSentence(locale, kind)).toMatch(whole);
  });

  test.each(LEDGER_CHECKS)('%s has a sentence for either result', (code) => {
    expect(ledgerCheckSentence(locale, code, true)).not.toBe(ledgerCheckSentence(locale, code, false));
  });

  test.each(NOTICE_KINDS)('%s has a title and a body', (kind) => {
    const values = {
      cardName: 'Travel',
      byName: 'Ana',
      merchant: 'Blue Door',
      amount: '$1',
      sentence: 'Because.',
      day: '1 May',
      name: 'Design',
      month: 'March',
      spent: '$2',
      reason: 'The account was closed.',
      available: '$3',
      below: '$4',
      kind: 'TOP_UP' as const,
      control: 'No more than $1 a day',
      hits: 2,
      domain: 'harborline.example',
      locksOut: false,
    };
    const { title, body } = writeNotice(locale, kind, values);
    expect(`${title} ${body}`).not.toMatch(/undefined/);
    expect(body).toMatch(/\.$/);
  });

  test.each(['domain.proof_missing', 'domain.proof_lost'] as const)('%s says when it leaves only the admins named a way in', (kind) => {
    const values = { domain: 'harborline.example', day: '1 May' };
    const [harmless, grave] = [false, true].map((locksOut) => writeNotice(locale, kind, { ...values, locksOut }).body);
    expect(grave).toMatch(locale === 'en' ? /nobody but the admins you have named/ : /só entram .*os administradores que indicou/);
    expect(harmless).not.toMatch(/named|indicou/);
  });

  test.each(RISK_RULES)('%s says what it looks for and what it found, of one and of many', (rule) => {
    for (const many of [1, 1_000]) {
      const values = {
        ...{ purchases: many, minutes: many, hours: many, days: many, people: many, declines: many, kilometres: many, usual: many },
        ...{ from: 'PT', to: 'BR', country: 'BR', merchant: 'Blue Door', belowMinor: '100000', multipleMinor: '10000', currency: 'USD' },
      };
      expect(alertSentence(locale, rule, values)).toMatch(/^[^ ].+\.$/);
      expect(alertSentence(locale, rule, values)).not.toMatch(/undefined|NaN|\b1 (minutes|hours|days|minutos|horas|dias)\b/);
    }
    expect(riskRuleName(locale, rule)).not.toBe('');
  });

  test('a control is said in one phrase', () => {
    for (const window of ['TRANSACTION', 'DAY', 'WEEK', 'MONTH'] as const)
      expect(controlSentence(locale, { controlType: 'AMOUNT_LIMIT', window, limit: usd(50_000) })).toMatch(whole);
    expect(controlSentence(locale, { controlType: 'MCC_BLOCK', mccs: ['5812', '3000-3299'] })).toMatch(/5812 (and|e) 3000-3299$/);
  });
});

test.each<[string, string, string, 'en' | 'pt-PT']>([
  ['12900', 'USD', '$129.00', 'en'],
  ['-5', 'USD', '-$0.05', 'en'],
  ['1234567', 'JPY', '¥1,234,567', 'en'],
  ['1500', 'KWD', 'KWD 1.500', 'en'],
  ['9007199254740993', 'USD', '$90,071,992,547,409.93', 'en'],
  ['123456', 'EUR', '1234,56 €', 'pt-PT'],
])('%s minor units of %s read %s', (minor, currency, expected, locale) => {
  expect(formatAmount(locale, { minor, currency }).replaceAll('\u00a0', ' ')).toBe(expected);
});

test('a moment is told in the zone given', () => {
  expect(formatMoment('en', Date.parse('2026-03-03T05:00:00Z'), 'America/New_York')).toContain('3 March');
  expect(formatMoment('en', Date.parse('2026-03-03T04:59:00Z'), 'America/New_York')).toContain('2 March');
});

test.each([
  ['pt', 'pt-PT'],
  ['pt-BR', 'pt-PT'],
  ['de', 'en'],
  [null, 'en'],
])('%s is served in %s', (asked, given) => {
  expect(localeOf(asked)).toBe(given);
});
