import { readChannel, type Transaction } from '@afc/marqeta';
import { expect, test } from 'vitest';
import { channelsOf } from './channel.ts';

const used = (but: Partial<Transaction>): readonly string[] =>
  channelsOf(readChannel({ token: 't', type: 'authorization', state: 'PENDING', ...but }));

test.each<[string, Partial<Transaction>, readonly string[]]>([
  ['a chip', { pos: { card_presence: true, pan_entry_mode: 'CHIP' } }, ['CHIP']],
  ['a tap', { pos: { card_presence: true, pan_entry_mode: 'CHIP_CONTACTLESS' } }, ['CONTACTLESS']],
  [
    'a phone that taps',
    { pos: { card_presence: true, pan_entry_mode: 'CHIP_CONTACTLESS' }, digital_wallet_token: { token: 'w' } },
    ['CONTACTLESS', 'WALLET'],
  ],
  ['a stripe where the chip failed', { pos: { card_presence: true, pan_entry_mode: 'CHIP_FALLBACK' } }, ['SWIPE']],
  ['a shop online', { pos: { card_presence: false, pan_entry_mode: 'KEY_ENTERED' } }, ['ONLINE']],
  [
    'a subscription',
    { pos: { card_presence: false, is_recurring: true }, transaction_metadata: { payment_channel: 'ECOMMERCE' } },
    ['ONLINE', 'RECURRING'],
  ],
  ['an order by telephone', { pos: { card_presence: false }, transaction_metadata: { payment_channel: 'MOTO' } }, ['KEYED']],
  ['a keypad', { pos: { card_presence: true, pan_entry_mode: 'MANUAL' } }, ['KEYED']],
  ['a cash machine', { type: 'authorization.atm.withdrawal', pos: { card_presence: true, pan_entry_mode: 'CHIP' } }, ['CHIP', 'ATM']],
  ['a message that says nothing', {}, []],
])('%s', (_what, transaction, expected) => {
  expect(used(transaction)).toEqual(expected);
});
