import { describe, expect, test } from 'vitest';
import { deadlineOf, dueAt, isReminderDue, openUntil } from './deadline.ts';

const since = new Date('2026-04-01T09:00:00Z');
const due = new Date('2026-05-01T09:00:00Z');
const at = (text: string): Date => new Date(text);

test('the merchant is waited for, then the company, and in the end nobody', () => {
  expect(deadlineOf('INITIATED', since)).toEqual({ waitsFor: 'MERCHANT', at: at('2026-05-16T09:00:00Z') });
  expect(deadlineOf('REPRESENTMENT', since)).toEqual({ waitsFor: 'COMPANY', at: due });
  expect(deadlineOf('ARBITRATION', since)).toBeNull();
  expect(deadlineOf('CASE_WON', since)).toBeNull();
});

test('only what waits for the company is due', () => {
  expect(dueAt('INITIATED', since)).toBeNull();
  expect(dueAt('PREARB_RESPONDED', since)).toEqual(due);
});

test('a purchase can be disputed for 120 days', () => {
  expect(openUntil(at('2026-01-01T00:00:00Z'))).toEqual(at('2026-05-01T00:00:00Z'));
});

describe('a reminder', () => {
  test.each<[string, string, string | null, boolean]>([
    ['is not sent more than a week ahead', '2026-04-24T08:59:59Z', null, false],
    ['is sent a week ahead', '2026-04-24T09:00:00Z', null, true],
    ['is sent once', '2026-04-26T09:00:00Z', '2026-04-24T09:00:00Z', false],
    ['is sent again two days ahead', '2026-04-29T09:00:00Z', '2026-04-24T09:00:00Z', true],
    ['is sent once when several fell due while nobody looked', '2026-04-30T10:00:00Z', '2026-04-30T09:30:00Z', false],
    ['is sent a day ahead', '2026-04-30T09:00:00Z', '2026-04-29T09:00:00Z', true],
    ['is not sent when it is too late', '2026-05-01T09:00:01Z', null, false],
  ])('%s', (_what, now, reminded, expected) => {
    expect(isReminderDue(due, reminded === null ? null : at(reminded), at(now))).toBe(expected);
  });
});
