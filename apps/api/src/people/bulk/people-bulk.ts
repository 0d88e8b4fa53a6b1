import { assertUndoable, type Bulk, type BulkOutcome, undoableUntil } from '../../platform/bulk/bulk.ts';
import { BulkStore } from '../../platform/bulk/bulk-store.ts';
import { type DomainError, NotFoundError, StaleVersionError } from '../../platform/errors.ts';
import { PersonClosedError } from '../people.errors.ts';
import { AlreadyInTeamError, NotInTeamError } from './people-bulk.errors.ts';

export type PeopleBulkAction = 'ADD_TO_TEAM' | 'REMOVE_FROM_TEAM';

/** What was done with many people. */
export type PeopleBulk = Bulk<PeopleBulkAction> & { readonly teamId: string };

/** What became of one of them. */
export type PeopleBulkRow = BulkOutcome & {
  readonly personId: string;
  /** Of the person after it was done. */
  readonly version: number | null;
  readonly managedBefore: boolean;
};

export const peopleBulks = new BulkStore<PeopleBulk, PeopleBulkRow>({
  ...{ bulks: 'people_bulks', rows: 'people_bulk_rows', ofBulk: { teamId: ['team_id', 'uuid'] } },
  ofRow: { personId: ['user_id', 'uuid'], version: ['version', 'int'], managedBefore: ['managed_before', 'boolean'] },
});

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

/**
 * What takes it back.
 * @throws BulkIsFinalError, BulkUndoOverError
 */
export function undoOf(bulk: PeopleBulk, now: Date): PeopleBulkAction {
  assertUndoable(undoableUntil(bulk), now);
  return bulk.action === 'ADD_TO_TEAM' ? 'REMOVE_FROM_TEAM' : 'ADD_TO_TEAM';
}
