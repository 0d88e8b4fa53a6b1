import { expect, test } from 'vitest';
import { BulkIsFinalError, BulkUndoOverError } from '../../platform/bulk/bulk.errors.ts';
import { undoableUntil } from '../../platform/bulk/bulk.ts';
import { type PeopleBulk, refusalOf, type Standing, undoOf } from './people-bulk.ts';

const at = new Date('2026-03-02T09:15:04Z');
const after = (ms: number) => new Date(at.getTime() + ms);
const bulk = (but: Partial<PeopleBulk> = {}): PeopleBulk => ({
  ...{ companyId: 'c', id: 'b', action: 'ADD_TO_TEAM', teamId: 't', madeBy: 'ana', madeAt: at, undoes: null },
  ...but,
});
const outside: Standing = { personId: 'bruno', isClosed: false, version: 3, isManager: null };
const member: Standing = { ...outside, isManager: false };

test.each([
  ['ADD_TO_TEAM', 'REMOVE_FROM_TEAM'],
  ['REMOVE_FROM_TEAM', 'ADD_TO_TEAM'],
] as const)('%s is taken back by %s for ten minutes', (action, undo) => {
  expect(undoOf(bulk({ action }), after(10 * 60_000 - 1))).toBe(undo);
  expect(() => undoOf(bulk({ action }), after(10 * 60_000))).toThrow(BulkUndoOverError);
  expect(undoableUntil(bulk({ action }))).toEqual(after(10 * 60_000));
});

test('what took something back is final', () => {
  expect(() => undoOf(bulk({ undoes: 'another' }), at)).toThrow(BulkIsFinalError);
  expect(undoableUntil(bulk({ undoes: 'another' }))).toBeNull();
});

test.each([
  ['nobody', 'ADD_TO_TEAM', undefined, 'NOT_FOUND'],
  ['who belongs to it', 'ADD_TO_TEAM', member, 'ALREADY_IN_TEAM'],
  ['who manages it', 'ADD_TO_TEAM', { ...member, isManager: true }, 'ALREADY_IN_TEAM'],
  ['who was closed', 'ADD_TO_TEAM', { ...outside, isClosed: true }, 'PERSON_CLOSED'],
  ['who does not belong to it', 'REMOVE_FROM_TEAM', outside, 'NOT_IN_TEAM'],
] as const)('%s is refused when asked to %s', (_who, action, standing, code) => {
  expect(refusalOf(action, standing)?.code).toBe(code);
});

test.each([
  ['somebody', 'ADD_TO_TEAM', outside],
  ['a member', 'REMOVE_FROM_TEAM', member],
  ['a member who was closed', 'REMOVE_FROM_TEAM', { ...member, isClosed: true }],
] as const)('%s may be asked to %s', (_who, action, standing) => {
  expect(refusalOf(action, standing)).toBeNull();
});

test('who was changed since stays as they are when it is taken back', () => {
  expect(refusalOf('REMOVE_FROM_TEAM', member, { version: 2 })?.code).toBe('STALE');
  expect(refusalOf('REMOVE_FROM_TEAM', member, { version: 3 })).toBeNull();
});
