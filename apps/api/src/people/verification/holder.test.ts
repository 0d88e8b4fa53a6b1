import { HOLDER_STATUSES } from '@afc/marqeta';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HolderReport } from '../../marqeta/holder-report.ts';
import { type HolderState, mayHoldCards, mergeHolder } from './holder.ts';

const UNKNOWN: HolderState = { status: null, changedAt: null };
const at = (second: number) => new Date(Date.UTC(2026, 2, 2, 9, 0, second));
const report = (status: HolderReport['status'], second: number): HolderReport => ({ status, at: at(second) });

const reports = fc.array(
  fc.record({
    status: fc.option(fc.constantFrom(...HOLDER_STATUSES), { freq: 8 }),
    at: fc.option(fc.integer({ min: 0, max: 6 }).map(at), { freq: 8 }),
  }),
  { maxLength: 12 },
);

test('the order of reports and their repetition do not matter', () => {
  fc.assert(
    fc.property(
      reports.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }))),
      ([all, again]) => {
        expect(again.reduce(mergeHolder, UNKNOWN)).toEqual(all.reduce(mergeHolder, UNKNOWN));
      },
    ),
  );
});

test('the latest report stands, however late an older one comes', () => {
  const told = [report('UNVERIFIED', 1), report('SUSPENDED', 5), report('ACTIVE', 3)];

  expect(told.reduce(mergeHolder, UNKNOWN)).toEqual({ status: 'SUSPENDED', changedAt: at(5) });
});

test('of two reports of one moment the one stands that follows from the other', () => {
  expect([report('ACTIVE', 1), report('UNVERIFIED', 1)].reduce(mergeHolder, UNKNOWN).status).toBe('ACTIVE');
});

test('a terminated holder stays so, and a status that nobody knows changes nothing', () => {
  const told = [report('TERMINATED', 1), report('ACTIVE', 2), { status: null, at: at(9) }];

  expect(told.reduce(mergeHolder, UNKNOWN)).toEqual({ status: 'TERMINATED', changedAt: at(1) });
});

test.each([
  [null, true],
  ['UNVERIFIED', false],
  ['LIMITED', true],
  ['ACTIVE', true],
  ['SUSPENDED', false],
  ['CLOSED', false],
  ['TERMINATED', false],
] as const)('a holder whose status is %s may hold cards: %s', (status, may) => {
  expect(mayHoldCards(status)).toBe(may);
});
