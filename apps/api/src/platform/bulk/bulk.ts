import { type DomainError, InvalidInputError } from '../errors.ts';
import { isUuid } from '../ids.ts';
import { BulkIsFinalError, BulkUndoOverError } from './bulk.errors.ts';

/** What one transaction does under the company's gate. */
export const MOST_AT_ONCE = 50;

const UNDONE_FOR_MS = 10 * 60_000;

/** What was done with many things at once. */
export type Bulk<Action extends string = string> = {
  readonly companyId: string;
  readonly id: string;
  readonly action: Action;
  /** Null for a part of the system. */
  readonly madeBy: string | null;
  readonly madeAt: Date;
  /** The one that it takes back. */
  readonly undoes: string | null;
};

/** What became of one of them: the code of the refusal and its sentence, both null when it was done. */
export type BulkOutcome = { readonly refusal: string | null; readonly sentence: string | null };

export const DONE: BulkOutcome = { refusal: null, sentence: null };

export function refusedWith({ code, message }: DomainError): BulkOutcome {
  return { refusal: code, sentence: message };
}

/** Until when it can be taken back: null for what takes something back itself. */
export function undoableUntil({ madeAt, undoes }: Pick<Bulk, 'madeAt' | 'undoes'>): Date | null {
  return undoes === null ? new Date(madeAt.getTime() + UNDONE_FOR_MS) : null;
}

/** @throws BulkIsFinalError, BulkUndoOverError */
export function assertUndoable(
  until: Date | null,
  now: Date,
  ifFinal = 'This took something back already. Make another change instead.',
): void {
  if (until === null) throw new BulkIsFinalError(ifFinal);
  if (now >= until) throw new BulkUndoOverError();
}

/** @throws InvalidInputError */
export function assertCount(field: string, nouns: string, count: number): void {
  if (count < 1 || count > MOST_AT_ONCE) throw new InvalidInputError(field, `Name 1 to ${MOST_AT_ONCE} ${nouns}.`);
}

/** The ids of different things, as many as one command takes. @throws InvalidInputError */
export function checkedIds(field: string, [noun, nouns]: readonly [noun: string, nouns: string], texts: readonly string[]): string[] {
  assertCount(field, nouns, texts.length);
  const ids = texts.map((id) => id.toLowerCase());
  if (!ids.every(isUuid)) throw new InvalidInputError(field, `The id of a ${noun} is a UUID.`);
  if (new Set(ids).size < ids.length) throw new InvalidInputError(field, `Name each ${noun} once.`);
  return ids;
}
