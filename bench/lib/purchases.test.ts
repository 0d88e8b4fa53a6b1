import { parseJitRequest } from '@afc/marqeta';
import { expect, test } from 'vitest';
import { makeRequests as jitRequests } from './jit-requests.ts';
import { amountOf, numberOf, purchases } from './purchases.ts';
import { makeRequests as deliveries } from './webhook-deliveries.ts';
import { cardToken } from './world.ts';

const options = { cards: { first: 10, count: 3 }, run: 7 };

test('everything about a purchase follows from its number, and its number from its tokens', () => {
  const purchase = purchases(options)(123_456);

  expect(purchases(options)(123_456)).toEqual(purchase);
  expect([10, 11, 12].map(cardToken)).toContain(purchase.card);
  for (const token of [purchase.jit, purchase.authorization, purchase.clearing])
    expect(numberOf(token)).toEqual({ run: 7, sequence: 123_456 });
});

test('no two purchases share a token', () => {
  const all = Array.from({ length: 2_000 }, (_, n) => purchases(options)(n)).flatMap(({ jit, authorization, clearing }) => [
    jit,
    authorization,
    clearing,
  ]);

  expect(new Set(all).size).toBe(6_000);
});

test('a question is one that the gateway reads, with the purchase in its places', () => {
  const { body, echo } = jitRequests(options)(42);
  const parsed = parseJitRequest(body);

  expect(parsed).toMatchObject({ ok: true, ignored: [] });
  if (!parsed.ok) return;
  const { transaction, jit } = parsed.request;
  expect(jit.token).toBe(echo);
  expect(Number(jit.amount) * 100).toBeCloseTo(amountOf(options, 42));
  expect(transaction.token).toBe(purchases(options)(42).authorization);
});

test('of the deliveries of both kinds each second one clears the purchase before', () => {
  const requestOf = deliveries({ ...options, secret: 'secret', kind: 'both' });
  const purchase = purchases(options)(5);

  expect(JSON.parse(requestOf(10).body)).toMatchObject({ transactions: [{ type: 'authorization', token: purchase.authorization }] });
  expect(JSON.parse(requestOf(11).body)).toMatchObject({
    transactions: [
      { type: 'authorization.clearing', token: purchase.clearing, preceding_related_transaction_token: purchase.authorization },
    ],
  });
});
