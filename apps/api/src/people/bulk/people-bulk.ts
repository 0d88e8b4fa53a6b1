import { BulkIsFinalError, BulkUndoOverError } from '../../platform/bulk.errors.ts';
import { type DomainError, NotFoundError, StaleVersionError } from '../../platform/errors.ts';
import { PersonClosedError } from '../people.errors.ts';
import { AlreadyInTeamError, NotInTeamError } from './people-bulk.errors.ts';

export type PeopleBulkAction = 'ADD_TO_TEAM' | 'REMOVE_FROM_TEAM';

/** What one transaction does under the company's gate. */
export const MOST_PEOPLE = 50;

/** What was done with many people. */
export type PeopleBulk = {
  readonly companyId: string;
  readonly id: string;
  readonly action: PeopleBulkAction;
  readonly teamId: string;
  /** Null for a part of the system. */
  readonly madeBy: string | null;
  readonly madeAt: Date;
  readonly undoes: string | null;
};

/** What became of one of them. */
export type PeopleBulkRow = {
  readonly personId: string;
  /** The code of the refusal, and its sentence; null when it was done. */
  readonly refusal: string | null;
  readonly sentence: string | null;
  /** Of the person after it was done. */
  readonly version: number | null;
  readonly managedBefore: boolean;
};

/** A person of the company, as they stand to one team. */
export type Standing = {
  readonly personId: string;
  readonly isClosed: boolean;
  readonly version: number;
  /** Null for who does not belong to it. */
  readonly isManager: boolean | null;
};

/** Why it is not done with the person; null when it is. `undoes` is what it takes back of them. */
export function refusalOf(
  action: PeopleBulkAction,
  standing: Standing | undefined,
  undoes?: Pick<PeopleBulkRow, 'version'>,
): DomainError | null {
  if (standing === undefined) return new NotFoundError('person');
  if (undoes !== undefined && undoes.version !== standing.version) return new StaleVersionError('person');
  if (action === 'REMOVE_FROM_TEAM') return standing.isManager === null ? new NotInTeamError() : null;
  if (standing.isClosed) return new PersonClosedError();
  return standing.isManager === null ? null : new AlreadyInTeamError();
}

const UNDONE_FOR_MS = 10 * 60_000;

/** Until when it can be taken back: null for what takes something back itself. */
export function undoableUntil({ madeAt, undoes }: PeopleBulk): Date | null {
  return undoes === null ? new Date(madeAt.getTime() + UNDONE_FOR_MS) : null;
}

/**
 * What takes it back.
 * @throws BulkIsFinalError, BulkUndoOverError
 */
export function undoOf(bulk: PeopleBulk, now: Date): PeopleBulkAction {
  const until = undoableUntil(bulk);
  if (until === null) throw new BulkIsFinalError('This took something back already. Make another change instead.');
  if (now >= until) throw new BulkUndoOverError();
  return bulk.action === 'ADD_TO_TEAM' ? 'REMOVE_FROM_TEAM' : 'ADD_TO_TEAM';
}
