import { expect, test } from 'vitest';
import { differences } from './differences.ts';

const marqeta = { token: 'a', state: 'CLEARED', held: 0, cleared: 1_000, refunded: 200 };
const ours = { token: 'a', kind: 'PURCHASE', status: 'CLEARED', held: 0, cleared: 1_000, refunded: 200, unconfirmed: false };
const declined = { token: 'a', state: 'DECLINED', held: 0, cleared: 0, refunded: 0 };

test.each([
  ['what is the same', [marqeta], [ours]],
  ['a refund, which names its purchase', [marqeta], [ours, { ...ours, token: 'r', kind: 'REFUND', cleared: -200 }]],
  ['a decline of which nobody told us', [declined], []],
  ['a decline', [declined], [{ ...ours, status: 'DECLINED', cleared: 0, refunded: 0 }]],
])('%s is no difference', (_what, theirs, product) => {
  expect(differences(theirs, product)).toEqual([]);
});

test.each([
  ['another amount', [marqeta], [{ ...ours, cleared: 999 }]],
  ['a hold that is still there', [marqeta], [{ ...ours, held: 1 }]],
  ['a purchase that we do not have', [marqeta], []],
  ['a purchase that we have twice', [marqeta], [ours, ours]],
  ['a purchase that Marqeta does not have', [], [ours]],
  ['a purchase that was declined there', [declined], [{ ...ours, cleared: 0, refunded: 0, status: 'REVERSED' }]],
  ['a purchase of which we still wait for word', [marqeta], [{ ...ours, unconfirmed: true }]],
])('%s is one', (_what, theirs, product) => {
  expect(differences(theirs, product)).toHaveLength(1);
});
