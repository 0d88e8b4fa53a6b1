import type { Transaction } from '@afc/marqeta';
import { expect, test } from 'vitest';
import { messageOf } from '../transactions/message-of.ts';
import { compare, type OurMessage } from './compare.ts';

const purchase: Transaction = {
  ...{ token: 'authorization', type: 'authorization', state: 'PENDING', card_token: 'card', currency_code: 'EUR' },
  ...{ amount: '64.00', user_transaction_time: '2026-03-02T09:15:05Z' },
};
const clearing: Transaction = { ...purchase, token: 'clearing', type: 'authorization.clearing', state: 'COMPLETION' };

const nothing: OurMessage = { event: null, heard: false, problem: null };
const event: NonNullable<OurMessage['event']> = {
  ...{ companyId: 'company', transactionId: 'purchase', state: 'PENDING', minor: 6_400n, decrease: null, last: false },
};
const ours = (but: Partial<typeof event> = {}): OurMessage => ({ event: { ...event, ...but }, heard: true, problem: null });

test.each<[string, Transaction, OurMessage, string | null]>([
  ['never came', purchase, nothing, 'MISSED'],
  ['is as it was told', purchase, ours(), null],
  ['waits to be applied', purchase, { ...nothing, heard: true }, null],
  ['is of a card that nobody here has', purchase, { ...nothing, heard: true, problem: 'CARD_UNKNOWN' }, 'UNKNOWN_CARD'],
  ['is of a type never heard of', purchase, { ...nothing, heard: true, problem: 'TYPE_UNKNOWN' }, 'UNKNOWN_TYPE'],
  ['waits among the failed messages', purchase, { ...nothing, heard: true, problem: 'PURCHASE_UNKNOWN' }, 'NOT_APPLIED'],
  ['reads CLEARED, because its purchase is over', { ...purchase, state: 'CLEARED' }, ours(), null],
  ['was declined after all', { ...purchase, state: 'DECLINED' }, ours(), 'LESS_ADVANCED'],
  ['stands there, and was declined as we heard', purchase, ours({ state: 'DECLINED' }), 'STATE_DIFFERS'],
  ['failed on both sides, for whatever amount', { ...purchase, state: 'ERROR' }, ours({ state: 'DECLINED', minor: 1n }), null],
  ['has another amount', purchase, ours({ minor: 6_401n }), 'AMOUNT_DIFFERS'],
  ['is the last clearing, as it turned out', { ...clearing, is_final_clearing: true }, ours({ state: 'COMPLETION' }), 'LESS_ADVANCED'],
])('a message that %s: %#', (_which, theirs, mine, expected) => {
  expect(compare(messageOf(theirs), mine)).toBe(expected);
});
