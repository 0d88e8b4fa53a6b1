import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoInstant } from './iso-instant.ts';

test('is what toISOString gives, whatever was asked before', () => {
  fc.assert(
    fc.property(fc.array(fc.date({ noInvalidDate: true })), (dates) => {
      expect(dates.map(isoInstant)).toEqual(dates.map((date) => date.toISOString()));
    }),
  );
});

test('and so for instants of one day', () => {
  const ofDay = fc.integer({ min: -86_400_000, max: 2 * 86_400_000 }).map((ms) => new Date(Date.UTC(2026, 2, 29) + ms));
  fc.assert(
    fc.property(fc.array(ofDay), (dates) => {
      expect(dates.map(isoInstant)).toEqual(dates.map((date) => date.toISOString()));
    }),
  );
});

test('what is no instant is refused', () => {
  expect(() => isoInstant(new Date(Number.NaN))).toThrow(RangeError);
});
