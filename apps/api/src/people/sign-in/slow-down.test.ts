import { expect, test } from 'vitest';
import { signInPace } from './slow-down.ts';

const now = new Date('2026-03-02T09:15:04Z');
const ago = (seconds: number, failures: number) => ({ failures, lastAt: new Date(now.getTime() - seconds * 1_000) });

test.each([
  ['nobody has tried', null, { delayMs: 0 }],
  ['four were wrong', ago(0, 4), { delayMs: 0 }],
  ['the fifth was wrong just now', ago(0, 5), { refuseForMs: 1_000 }],
  ['the fifth was wrong a second ago', ago(1, 5), { delayMs: 0 }],
  ['the eighth was wrong two seconds ago', ago(2, 8), { refuseForMs: 6_000 }],
  ['hundreds were wrong', ago(0, 500), { refuseForMs: 300_000 }],
  ['hundreds were wrong, but a quarter of an hour ago', ago(900, 500), { delayMs: 0 }],
])('from one place when %s', (_when, here, pace) => {
  expect(signInPace(here, here, now)).toEqual(pace);
});

test.each([
  [19, { delayMs: 0 }],
  [20, { delayMs: 100 }],
  [23, { delayMs: 800 }],
  [1_000_000, { delayMs: 2_000 }],
])('after %i wrong passwords from elsewhere the owner waits but is let in', (failures, pace) => {
  expect(signInPace(null, ago(0, failures), now)).toEqual(pace);
});
