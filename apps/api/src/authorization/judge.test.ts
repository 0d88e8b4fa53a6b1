import { describe, expect, test } from 'vitest';
import { compileControls, type ControlRow } from '../controls/compile.ts';
import { Book } from './book.ts';
import { balanceKey, type Gathered } from './gather.ts';
import { judgeBatch, type Question } from './judge.ts';
import { methodOf } from './methods.ts';
import type { AuthorizationRequest } from './request.ts';

const nowMs = Date.parse('2026-03-02T09:15:05Z');
const profile = { companyId: 'harborline', cardId: 'card', userId: 'maya', cardProductId: 'program', teamIds: [], currency: 'USD' };

const gathered = (availableMinor: bigint, owedMinor = 0n): Gathered => ({
  gates: new Map([['harborline', { version: 1, nextFeedNumber: 7n }]]),
  balances: new Map([
    [balanceKey('harborline', 'USD', 'AVAILABLE'), availableMinor],
    [balanceKey('harborline', 'USD', 'RECEIVABLE'), -owedMinor],
  ]),
  cards: new Map([
    [
      'card',
      {
        status: 'ACTIVE',
        issuerStatus: 'ACTIVE',
        expiresAtMs: null,
        personStatus: 'ACTIVE',
        ...{ holderStatus: null, companyStatus: null },
        teamIds: [],
      },
    ],
  ]),
  counters: new Map(),
  seen: [],
  purchases: [],
  refunds: new Map(),
});

function asks(token: string, minor: bigint, but: Partial<AuthorizationRequest> = {}): Question {
  const methodName = but.methodName ?? 'pgfs.authorization';
  const merchant = { name: 'BLUE DOOR', mid: '1', networkMid: null, mcc: '5814', city: null, state: null, postalCode: null, country: null };
  const request: AuthorizationRequest = {
    jitToken: `jit-${token}`,
    transactionToken: token,
    relatedToken: null,
    cardToken: 'card-token',
    methodName,
    method: methodOf(methodName),
    amount: { minor, currency: 'USD' },
    amountUnderstood: true,
    original: null,
    merchant,
    traits: { mcc: '5814', merchant, country: null, currency: 'USD', channels: [] },
    network: null,
    partialApprovalCapable: false,
    atMs: nowMs,
    fingerprint: `${token} ${minor}`,
    ...but,
  };
  return { request, profile, isLate: () => false, timing: () => ({ batch: 1, waitedUs: 0, gatherUs: 0, decideUs: 0, leftMs: 1 }) };
}

function judged(questions: readonly Question[], availableMinor = 1_000n, controls: readonly ControlRow[] = [], owedMinor = 0n) {
  let serial = 0;
  const newId = (): string => `id-${(serial += 1)}`;
  const facts = gathered(availableMinor, owedMinor);
  const book = new Book(facts, { nowMs, newId });
  const compiled = compileControls({ companyId: 'harborline', version: 1, timeZone: 'UTC' }, controls);
  const batch = judgeBatch(questions, { gathered: facts, controlsOf: () => compiled, book, nowMs, newId });
  return { ...batch, writes: book.writes(), said: batch.answers.map(({ outcome, reason }) => reason ?? outcome) };
}

test('each question sees what those before it took', () => {
  const { said, writes } = judged([asks('a', 600n), asks('b', 600n), asks('c', 400n)]);

  expect(said).toEqual(['APPROVED', 'INSUFFICIENT_FUNDS', 'APPROVED']);
  expect(writes.balances).toEqual([
    { companyId: 'harborline', currency: 'USD', account: 'AVAILABLE', minor: -1_000n },
    { companyId: 'harborline', currency: 'USD', account: 'HELD', minor: 1_000n },
  ]);
});

test('what comes back within a batch pays what the company owes, before anything is bought with it', () => {
  expect(judged([asks('a', 14n)], 377n, [], 1_247n).said).toEqual(['INSUFFICIENT_FUNDS']);
  expect(judged([asks('a', 100n), asks('b', 30n), asks('c', 1n)], 377n, [], 247n).said).toEqual([
    'APPROVED',
    'APPROVED',
    'INSUFFICIENT_FUNDS',
  ]);
});

test('a repeat within the batch is answered alike and recorded once', () => {
  const { said, authorizations, writes } = judged([asks('a', 600n), asks('a', 600n)]);

  expect(said).toEqual(['APPROVED', 'APPROVED']);
  expect(authorizations).toHaveLength(1);
  expect(writes.transfers).toHaveLength(1);
});

test('a repeat within the batch that asks for something else is declined, and somebody is told', () => {
  const { said, alerts, authorizations } = judged([asks('a', 600n), asks('a', 300n)]);

  expect(said).toEqual(['APPROVED', 'REPEAT_DIFFERS']);
  expect(alerts).toEqual([{ kind: 'REPEAT_DIFFERS', jitToken: 'jit-a', companyId: 'harborline' }]);
  expect(authorizations).toHaveLength(1);
});

test('an increment within the batch of its first is one purchase, written once in its last state', () => {
  const { writes } = judged([asks('a', 300n), asks('b', 200n, { methodName: 'pgfs.authorization.incremental', relatedToken: 'a' })]);

  expect(writes.purchases).toHaveLength(1);
  expect(writes.purchases[0]).toMatchObject({
    isNew: true,
    state: { held: 500n, status: 'PENDING' },
    description: { merchant: { name: 'BLUE DOOR' } },
  });
  expect(writes.feed.map(({ event, number }) => [event, number])).toEqual([
    ['transaction.approved', 7n],
    ['transaction.increased', 8n],
  ]);
  expect(writes.gates).toEqual([{ companyId: 'harborline', nextFeedNumber: 9n }]);
});

test('clocks that are five minutes apart are told of', () => {
  const { said, alerts } = judged([asks('a', 1n, { atMs: nowMs - 300_001 }), asks('b', 1n, { atMs: nowMs - 300_000 })]);

  expect(said).toEqual(['APPROVED', 'APPROVED']);
  expect(alerts).toEqual([{ kind: 'CLOCKS_DIFFER', jitToken: 'jit-a', companyId: 'harborline' }]);
});

test('what cannot be answered in time is declined before anything is held', () => {
  const late = { ...asks('a', 600n), isLate: () => true };

  const { said, writes, authorizations } = judged([late]);

  expect(said).toEqual(['TOO_LATE']);
  expect(writes.transfers).toEqual([]);
  expect(authorizations[0]?.record.verdicts.at(-1)).toEqual({ rule: 'SERVICE', outcome: 'REFUSED', reason: 'TOO_LATE' });
});

describe('a purchase above a limit that lets it through', () => {
  const limit = (id: string, but: Partial<ControlRow> = {}, config: object = {}): ControlRow => ({
    ...{ id, scope: 'CARD', subjectId: 'card', controlType: 'AMOUNT_LIMIT', mode: 'ENFORCE', version: 1 },
    config: { window: 'DAY', currency: 'USD', amountMinor: '500', atCap: 'TELL', ...config },
    ...but,
  });
  const more = (token: string, minor: bigint) => asks(token, minor, { methodName: 'pgfs.authorization.incremental', relatedToken: 'a' });
  const told = (questions: readonly Question[], controls: readonly ControlRow[]) =>
    judged(questions, 2_000n, controls).writes.feed.map(({ event }) => event);

  test('is told of once, however many limits it passes', () => {
    expect(told([asks('a', 501n)], [limit('a day'), limit('a month', {}, { window: 'MONTH' })])).toEqual([
      'transaction.approved',
      'limit.passed_above',
    ]);
  });

  test('is told of each time, and an increment only when it brings the purchase above', () => {
    expect(told([asks('a', 501n), asks('b', 1n)], [limit('a day')])).toEqual([
      ...['transaction.approved', 'limit.passed_above'],
      ...['transaction.approved', 'limit.passed_above'],
    ]);
    expect(told([asks('a', 300n), more('b', 201n), more('c', 1n)], [limit('one purchase', {}, { window: 'TRANSACTION' })])).toEqual([
      'transaction.approved',
      ...['transaction.increased', 'limit.passed_above'],
      'transaction.increased',
    ]);
  });

  test.each<[string, bigint, ControlRow[]]>([
    ['it is not above', 500n, [limit('a day')]],
    ['the limit is only tried out', 501n, [limit('a day', { mode: 'SHADOW' })]],
    ['another limit declines it', 501n, [limit('a day'), limit('a month', {}, { window: 'MONTH', atCap: 'DECLINE' })]],
    ['it is above the buffer too', 602n, [limit('a day', {}, { atCap: 'BUFFER', bufferMinor: '100' })]],
    ['the funds do not cover it', 2_001n, [limit('a day')]],
  ])('is not told of when %s', (_when, minor, controls) => {
    expect(told([asks('a', minor)], controls)).not.toContain('limit.passed_above');
  });
});
