import { describe, expect, test } from 'vitest';
import { absent, type Expected, mismatches, ordered, present, some } from './match.ts';
import { Names } from './names.ts';

describe('what a row expects', () => {
  test.each<[string, Expected, unknown]>([
    ['a part of an object', { a: 1 }, { a: 1, b: 2 }],
    ['an amount, as number or text', { amount: 10.5 }, { amount: '10.50' }],
    ['a flag', true, true],
    ['a pattern', /^\d{4}$/, '1234'],
    ['nothing there', { cvv: absent }, {}],
    ['something there', { token: present }, { token: 'x' }],
    ['each item', [{ a: 1 }, { a: 2 }], [{ a: 1, b: 0 }, { a: 2 }]],
    ['one of the items', some({ a: 2 }), [{ a: 1 }, { a: 2 }]],
    ['items in their order', ordered('t', 'DOWN'), [{ t: 'b' }, { t: 'a' }]],
  ])('%s is met', (_what, expected, actual) => {
    expect(mismatches(expected, actual)).toEqual([]);
  });

  test.each<[string, Expected, unknown]>([
    ['another value', { a: 1 }, { a: 2 }],
    ['a value that is missing', { a: 1 }, {}],
    ['a value where there should be none', { cvv: absent }, { cvv: '123' }],
    ['a list that is longer', [], [1]],
    ['a list without the item', some({ a: 3 }), [{ a: 1 }]],
    ['another order', ordered('t', 'UP'), [{ t: 'b' }, { t: 'a' }]],
    ['text for null', null, ''],
    ['no object', { a: 1 }, 'a'],
  ])('%s is not', (_what, expected, actual) => {
    expect(mismatches(expected, actual)).toHaveLength(1);
  });
});

test('a name stands for what was given or kept, else for a token of the run, of 36 characters at most', () => {
  const names = new Names('ct12345678', { url: 'https://x.example' });
  names.keep('kept', 'k1');

  expect(names.of({ a: ['$url', '$kept'], b: some({ token: '$user' }), c: '$5' })).toEqual({
    a: ['https://x.example', 'k1'],
    b: some({ token: 'ct12345678-user' }),
    c: 'ct12345678-5',
  });
  expect(names.of(`$${'x'.repeat(60)}`)).toHaveLength(36);
});
