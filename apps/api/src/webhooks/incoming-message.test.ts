import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDelivery, SHARDS } from './incoming-message.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../packages/marqeta/fixtures/${name}.json`, import.meta.url), 'utf8');

function read(body: string) {
  const delivery = readDelivery(body);
  if (!delivery.ok) throw new Error('not read');
  return delivery;
}

test('each element of a delivery is a message of its own', () => {
  const { messages, isPing } = read(fixture('webhook.batch-of-three'));

  expect(messages.map(({ envelope }) => envelope)).toEqual(['transactions', 'transactions', 'transactions']);
  expect(new Set(messages.map(({ token }) => token)).size).toBe(3);
  expect(isPing).toBe(false);
});

test('messages of one card share a shard', () => {
  const { messages } = read(fixture('webhook.chain-parents'));

  expect(new Set(messages.map(({ shard }) => shard)).size).toBe(1);
  expect(messages[0]?.shard).toBeLessThan(SHARDS);
});

test('a retry to the byte has the same hash, another state of the message has not', () => {
  const [first] = read(fixture('pair.duplicate.1')).messages;
  const [again] = read(fixture('pair.duplicate.2')).messages;
  const [later] = read(fixture('pair.duplicate.1').replace('"PENDING"', '"CLEARED"')).messages;

  expect(again).toEqual(first);
  expect(later).toMatchObject({ token: first?.token });
  expect(later?.contentHash).not.toBe(first?.contentHash);
});

test('an envelope never seen, an element without a token, and one that is no object are kept', () => {
  const { messages } = read('{"moonphasetransitions":[{"token":"m1","phase":"full"},{"phase":"new"},7],"single":{"token":"s"}}');

  expect(messages.map(({ envelope, token }) => [envelope, token.length > 0])).toEqual([
    ['moonphasetransitions', true],
    ['moonphasetransitions', true],
    ['moonphasetransitions', true],
    ['single', true],
  ]);
});

test('amounts keep their digits', () => {
  const [message] = read('{"transactions":[{"token":"t","amount":12345678901234567.10}]}').messages;

  expect(message?.body).toContain('12345678901234567.10');
});

test('addresses and holders are not kept', () => {
  const [message] = read(
    '{"transactions":[{"token":"t","gpa_order":{"jit_funding":{"address_verification":{"request":{"street_address":"12 Quay Road"}}}}}]}',
  ).messages;

  expect(message?.body).not.toContain('Quay');
});

test.each(['', '[]', 'null', '{}', '{"transactions":', '"text"', '7'])('%j is no delivery', (body) => {
  expect(readDelivery(body)).toEqual({ ok: false });
});

test('a ping carries no message', () => {
  expect(read(fixture('webhook.ping'))).toMatchObject({ isPing: true, messages: [] });
});

describe('what looks like a PAN', () => {
  const kept = (item: object): unknown =>
    JSON.parse(read(JSON.stringify({ transactions: [{ token: 't', ...item }] })).messages[0]?.body ?? '');

  test.each<[object, object]>([
    [{ memo: 'card 4111111111111111 lost' }, { memo: 'card [PAN 1111] lost' }],
    [{ memo: 'on: 4111 1111 1111 1111' }, { memo: 'on: [PAN 1111]' }],
    [{ pan: '5555-5555-5555-4444' }, { pan: '[PAN 4444]' }],
    [{ deep: [{ number: 378282246310005 }] }, { deep: [{ number: '[PAN 0005]' }] }],
    [{ memo: '\u00104111111111111111' }, { memo: '\u0010[PAN 1111]' }],
    [{ memo: '4111111111111112, no, 4111111111111111' }, { memo: '4111111111111112, no, [PAN 1111]' }],
  ])('%j is cut', (item, cut) => {
    expect(kept(item)).toMatchObject(cut);
  });

  test.each<[string, object]>([
    ['fails Luhn', { memo: '4111111111111112' }],
    ['is too short', { memo: '411111111111' }],
    ['is part of a longer number', { memo: '74111111111111111000000' }],
    ['is the number of a merchant', { mid: '4111111111111111' }],
    ['is masked already', { pan: '489537______7701' }],
  ])('but what %s stays', (_why, item) => {
    expect(kept(item)).toMatchObject(item);
  });
});
