import { expect, test } from 'vitest';
import type { MessageSearch } from '../../lib/search.ts';
import { filterOf, kindName } from './message-filter.ts';

const now = Date.parse('2026-03-09T12:00:00Z');

test.each<[string, MessageSearch, object]>([
  ['those that wait, when nothing is said', {}, { state: ['SET_ASIDE', 'UNKNOWN', 'REPLAYING'] }],
  ['all', { show: 'all' }, {}],
  ['one kind', { show: 'all', kind: 'transactions.authorization.clearing' }, { envelope: 'transactions', type: 'authorization.clearing' }],
  ['a kind without a type', { show: 'all', kind: 'gateway-requests' }, { envelope: 'gateway-requests' }],
  ['of the last day', { show: 'all', age: 'day' }, { receivedFrom: '2026-03-08T12:00:00.000Z' }],
  ['older than a week', { show: 'dismissed', age: 'older' }, { state: ['DISMISSED'], receivedTo: '2026-03-02T12:00:00.000Z' }],
])('the list shows %s', (_what, search, filter) => {
  expect(filterOf(search, now)).toEqual(filter);
});

test('a kind is called by its plural and its type', () => {
  expect([kindName({ envelope: 'cards', type: 'state.activated' }), kindName({ envelope: 'cards', type: null })]).toEqual([
    'cards.state.activated',
    'cards',
  ]);
});
