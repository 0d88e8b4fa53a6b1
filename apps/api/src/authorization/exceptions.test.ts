import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileControls, type ControlRow, type Subjects } from '../controls/compile.ts';
import type { ExceptionRow } from '../controls/exception.ts';
import { decide } from './decide.ts';
import { decisionRecord } from './decision-record.ts';
import type { Facts } from './facts.ts';
import { methodOf } from './methods.ts';
import type { AuthorizationRequest } from './request.ts';
import { smallestFix } from './smallest-fix.ts';

const subjects: Subjects = { companyId: 'harborline', cardId: 'card', userId: 'maya', cardProductId: 'program', teamIds: [] };
const at = Date.parse('2026-03-03T12:00:00Z');
const merchant = {
  ...{ name: 'BLUE DOOR COFFEE', mid: '1', networkMid: '77', mcc: '5814' },
  ...{ city: null, state: null, postalCode: null, country: 'USA' },
};
const coffee: AuthorizationRequest = {
  ...{ jitToken: 'jit', transactionToken: 'txn', relatedToken: null, cardToken: 'card-token' },
  ...{ methodName: 'pgfs.authorization', method: methodOf('pgfs.authorization') },
  ...{ amount: { minor: 450n, currency: 'USD' }, amountUnderstood: true, original: null, merchant, network: 'VISA' },
  traits: { mcc: '5814', merchant, country: 'US', currency: 'USD', channels: ['CHIP'] },
  ...{ partialApprovalCapable: false, atMs: at, fingerprint: 'f' },
};
const daily = (minor: number): ControlRow => ({
  ...{ id: 'daily', scope: 'CARD', subjectId: 'card', controlType: 'AMOUNT_LIMIT', mode: 'ENFORCE', version: 1 },
  config: { window: 'DAY', amountMinor: String(minor), currency: 'USD' },
});
const exception = (but: Partial<ExceptionRow> = {}): ExceptionRow => ({
  ...{ id: 'exception', scope: 'CARD', subjectId: 'card', merchants: [{ by: 'NETWORK_MID', value: '77' }], currency: 'USD' },
  ...{ amountMinor: '450', expiresAtMs: at + 60_000, uses: 1 },
  ...but,
});

function facts(controls: readonly ControlRow[], exceptions: readonly ExceptionRow[], but: Partial<Facts> = {}): Facts {
  const compiled = compileControls({ companyId: 'harborline', version: 1, timeZone: 'UTC' }, controls, exceptions);
  return {
    card: {
      ...{ subjects, currency: 'USD', status: 'ACTIVE', issuerStatus: 'ACTIVE', expiresAtMs: null },
      ...{ personStatus: 'ACTIVE', holderStatus: null, companyStatus: null },
    },
    controls: compiled.bindingOn(subjects),
    exceptions: compiled.exceptionsFor(subjects),
    exceptionsUsed: [],
    counter: () => 0n,
    ...{ available: 100_000n, authorizedBefore: 0n, isCounted: false, atMs: at, nowMs: at },
    ...but,
  };
}

test('an exception lets through what a control refuses, and the record says so', () => {
  const decision = decide(coffee, facts([daily(100)], [exception()]));

  expect(decision).toMatchObject({ outcome: 'APPROVED', exceptionId: 'exception' });
  expect(decision.verdicts.filter(({ rule }) => rule === 'AMOUNT_LIMIT' || rule === 'EXCEPTION')).toMatchObject([
    { rule: 'AMOUNT_LIMIT', outcome: 'EXCEPTED', reason: 'AMOUNT_LIMIT_EXCEEDED' },
    { rule: 'EXCEPTION', outcome: 'PASSED', exceptionId: 'exception', limitCount: 1, beforeCount: 0, afterCount: 1 },
  ]);
});

test('an exception is not used up by what passes without it', () => {
  expect(decide(coffee, facts([daily(450)], [exception()]))).not.toHaveProperty('exceptionId');
});

describe('an exception does not help when', () => {
  test.each<[string, Partial<ExceptionRow>, Partial<Facts>]>([
    ['the purchase is one cent above it', { amountMinor: '449' }, {}],
    ['an increment takes the total above it', {}, { authorizedBefore: 1n }],
    ['it is over this very millisecond', { expiresAtMs: at }, {}],
    ['it is for another merchant', { merchants: [{ by: 'NETWORK_MID', value: '78' }] }, {}],
    ['it is in another currency', { currency: 'EUR' }, {}],
    ['it is of another card', { subjectId: 'another' }, {}],
    ['it was used by another purchase', {}, { counter: () => 1n }],
    ['the card is frozen', {}, { card: { ...facts([], []).card, status: 'SUSPENDED' } }],
    ['there are no funds', {}, { available: 449n }],
  ])('%s', (_when, row, but) => {
    const counter = but.counter ?? (() => 1n);
    const used = { ...but, counter: but.counter === undefined ? () => 0n : counter };
    expect(decide(coffee, facts([daily(100)], [exception(row)], used))).toMatchObject({ outcome: 'DECLINED' });
  });

  test('a control could not be read', () => {
    expect(decide(coffee, facts([{ ...daily(100), config: {} }], [exception()]))).toMatchObject({ outcome: 'DECLINED' });
  });
});

test('a purchase that has used an exception goes on with it', () => {
  const again = facts([daily(100)], [exception({ amountMinor: '900' })], {
    exceptionsUsed: ['exception'],
    counter: () => 1n,
    authorizedBefore: 450n,
  });

  expect(decide(coffee, again)).toMatchObject({ outcome: 'APPROVED', exceptionId: 'exception' });
});

const anyControls = fc
  .array(
    fc.oneof(
      fc.integer({ min: 1, max: 600 }).map(daily),
      fc
        .constantFrom<Pick<ControlRow, 'controlType' | 'config'>>(
          { controlType: 'MCC_BLOCK', config: { mccs: ['5800-5899'] } },
          { controlType: 'COUNTRY_ALLOW', config: { countries: ['PT'] } },
          { controlType: 'CHANNEL_BLOCK', config: { channels: ['CHIP'] } },
          { controlType: 'COUNT_LIMIT', config: { window: 'LIFETIME', count: 1 } },
          { controlType: 'AMOUNT_LIMIT', config: { window: 'TRANSACTION', amountMinor: '300', currency: 'USD' } },
        )
        .map((config): ControlRow => ({ ...daily(1), ...config })),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((rows) => rows.map((row, i) => ({ ...row, id: `control-${i}` })));

test('the smallest exception that a decline names would have let it through, and a smaller one would not', () => {
  fc.assert(
    fc.property(anyControls, fc.bigInt({ min: 0n, max: 500n }), fc.bigInt({ min: 0n, max: 3n }), (controls, before, counted) => {
      const but = { authorizedBefore: before, counter: (id: string) => (id.length > 0 ? counted : 0n), isCounted: before > 0n };
      const decision = decide(coffee, facts(controls, [], but));
      fc.pre(decision.outcome === 'DECLINED');
      const context = {
        ...{ atMs: at, decidedMs: at, timeZone: 'UTC', controlsVersion: 1 },
        timing: { batch: 1, waitedUs: 0, gatherUs: 0, decideUs: 0, leftMs: 0 },
      };
      const fix = smallestFix(decisionRecord(coffee, decision, { ...context, authorizedBeforeMinor: before.toString() }))?.exception;
      if (fix == null) throw new Error('a decline by controls alone has a fix');
      const merchants = fix.merchant === null ? null : [fix.merchant];
      const total = BigInt(fix.amountMinor);
      const granted = (minor: bigint) => exception({ merchants, amountMinor: minor.toString(), uses: 20 });

      expect(decide(coffee, facts(controls, [granted(total)], but)).outcome).toBe('APPROVED');
      expect(decide(coffee, facts(controls, [granted(total - 1n)], but)).outcome).toBe('DECLINED');
    }),
  );
});

test('the smallest change of a limit that a decline names would have let it through, and a smaller one would not', () => {
  const context = {
    ...{ atMs: at, decidedMs: at, timeZone: 'UTC', controlsVersion: 1 },
    timing: { batch: 1, waitedUs: 0, gatherUs: 0, decideUs: 0, leftMs: 0 },
  };
  const money = fc.integer({ min: 1, max: 600 });
  const window = fc.constantFrom('TRANSACTION', 'DAY', 'LIFETIME');
  fc.assert(
    fc.property(window, money, fc.option(money), fc.bigInt({ min: 0n, max: 500n }), (over, limit, buffer, counted) => {
      const limitOf = (minor: number): ControlRow => ({
        ...daily(minor),
        config: {
          ...{ window: over, amountMinor: String(minor), currency: 'USD' },
          ...(buffer === null ? {} : { atCap: 'BUFFER', bufferMinor: String(buffer) }),
        },
      });
      const but = { authorizedBefore: counted, counter: () => counted };
      const answer = (minor: number) => decide(coffee, facts([limitOf(minor)], [], but));
      const decision = answer(limit);
      fc.pre(decision.outcome === 'DECLINED');
      const raised = Number(smallestFix(decisionRecord(coffee, decision, context))?.changes[0]?.amountMinor);

      expect([answer(raised).outcome, answer(raised - 1).outcome]).toEqual(['APPROVED', 'DECLINED']);
    }),
  );
});

test('a state or missing funds is no matter of an exception', () => {
  const context = {
    ...{ atMs: at, decidedMs: at, timeZone: 'UTC', controlsVersion: 1 },
    timing: { batch: 1, waitedUs: 0, gatherUs: 0, decideUs: 0, leftMs: 0 },
  };
  const fixOf = (but: Partial<Facts>) => smallestFix(decisionRecord(coffee, decide(coffee, facts([daily(100)], [], but)), context));

  expect(fixOf({ card: { ...facts([], []).card, status: 'SUSPENDED' } })).toBeNull();
  expect(fixOf({ available: 400n })).toMatchObject({ missingMinor: '50', changes: [{ controlId: 'daily', amountMinor: '450' }] });
});
