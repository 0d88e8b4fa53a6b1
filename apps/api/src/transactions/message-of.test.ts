import { parseJsonKeepingDecimals, readEvent } from '@afc/marqeta';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { messageOf } from './message-of.ts';

/** The message of a fixture, with other fields. */
function read(name: string, but: object = {}) {
  const text = readFileSync(new URL(`../../../../packages/marqeta/fixtures/${name}.json`, import.meta.url), 'utf8');
  const { transactions } = parseJsonKeepingDecimals(text) as { transactions: readonly object[] };
  const event = readEvent('transactions', { ...transactions[0], ...but });
  if (event.kind !== 'transaction') throw new Error(`${name} is no transaction`);
  const message = messageOf(event.item);
  if (message === null || typeof message === 'string') throw new Error(`${name} was not read`);
  return message.message;
}

test('a reversal of all that was held is whole', () => {
  expect(read('webhook.authorization.reversal.full')).toMatchObject({ whole: true });
});

test('a reversal of a part is not, also when it is read after its purchase is over', () => {
  expect(read('webhook.authorization.reversal.partial')).toMatchObject({ state: 'PENDING', whole: false });
  expect(read('webhook.authorization.reversal.partial', { state: 'CLEARED' })).toMatchObject({ state: 'CLEARED', whole: false });
});
