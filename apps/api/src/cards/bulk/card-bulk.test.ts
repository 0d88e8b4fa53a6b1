import { expect, test } from 'vitest';
import { type CardBulk, cardsUndoableUntil, undoOf } from './card-bulk.ts';
import { BulkIsFinalError, BulkUndoOverError } from '../../platform/bulk/bulk.errors.ts';

const at = new Date('2026-03-02T09:15:04Z');
const after = (ms: number) => new Date(at.getTime() + ms);
const bulk = (but: Partial<CardBulk>): CardBulk => ({
  ...{ companyId: 'c', id: 'b', action: 'FREEZE', madeBy: 'ana', madeAt: at, undoes: null },
  ...but,
});

test.each([
  ['FREEZE', 'UNFREEZE'],
  ['UNFREEZE', 'FREEZE'],
] as const)('%s is taken back by %s for ten minutes', (action, undo) => {
  expect(undoOf(bulk({ action }), after(10 * 60_000 - 1))).toBe(undo);
  expect(() => undoOf(bulk({ action }), after(10 * 60_000))).toThrow(BulkUndoOverError);
  expect(cardsUndoableUntil(bulk({ action }))).toEqual(after(10 * 60_000));
});

test.each([
  ['what ends cards', bulk({ action: 'TERMINATE' })],
  ['what took something back', bulk({ undoes: 'another' })],
])('%s is final', (_what, final) => {
  expect(() => undoOf(final, at)).toThrow(BulkIsFinalError);
  expect(cardsUndoableUntil(final)).toBeNull();
});
