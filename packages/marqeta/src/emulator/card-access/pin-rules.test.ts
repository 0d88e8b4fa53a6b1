import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterWrongPin, isPin, isWeakPin } from './pin-rules.ts';

test('of all PINs those of one digit and those in a row are weak', () => {
  const all = Array.from({ length: 10_000 }, (_, number) => String(number).padStart(4, '0'));

  const weak = all.filter(isWeakPin);

  expect(weak).toHaveLength(10 + 7 + 7);
  expect(weak).toEqual(expect.arrayContaining(['0000', '9999', '0123', '6789', '3210', '9876']));
  expect(['1357', '1122', '7890', '1232'].filter(isWeakPin)).toEqual([]);
});

test.each(['123', '12345', '12a4', '', '١٢٣٤'])('%j is no PIN', (text) => expect(isPin(text)).toBe(false));

test('a card locks at every so many wrong PINs in a row, and at no other time', () => {
  const tries = fc.property(fc.array(fc.boolean()), fc.integer({ min: 1, max: 9 }), (rights, allowed) => {
    let [failures, inARow] = [0, 0];
    for (const right of rights) {
      inARow = right ? 0 : inARow + 1;
      const after = right ? { failures: 0, locks: false } : afterWrongPin(failures, allowed);
      if (after.locks !== (inARow > 0 && inARow % allowed === 0)) return false;
      failures = after.failures;
    }
    return true;
  });

  expect(fc.check(tries)).toMatchObject({ failed: false });
});
