import type { PersonStatus } from '../../people/person.entity.ts';
import { refusalOfStanding, type Standing } from '../../people/verification/holder-refusal.ts';
import type { Bulk, BulkOutcome } from '../../platform/bulk/bulk.ts';
import { BulkStore } from '../../platform/bulk/bulk-store.ts';
import { type DomainError, StaleVersionError } from '../../platform/errors.ts';
import { CardUsedError, HolderNotActiveError } from '../card.errors.ts';

export type IssueBulkAction = 'ISSUE' | 'TERMINATE';

/** Cards of one program that many people were issued, or that were terminated since that was taken back. */
export type IssueBulk = Bulk<IssueBulkAction> & { readonly programId: string };

/** What became of one of the people, and the card. */
export type IssueBulkRow = BulkOutcome & {
  readonly holderId: string;
  readonly cardId: string | null;
  /** Of the card after it was done. */
  readonly version: number | null;
};

export const issueBulks = new BulkStore<IssueBulk, IssueBulkRow>({
  ...{ bulks: 'issue_bulks', rows: 'issue_bulk_rows', ofBulk: { programId: ['program_id', 'uuid'] } },
  ofRow: { holderId: ['user_id', 'uuid'], cardId: ['card_id', 'uuid'], version: ['version', 'int'] },
});

/** Why somebody is issued no card; null when they are. */
export function refusalToIssue({ status, ...standing }: Standing & { readonly status: PersonStatus }): DomainError | null {
  return status === 'ACTIVE' ? refusalOfStanding(standing) : new HolderNotActiveError();
}

/** Why a card that was issued with others is not terminated with them; null when it is: nobody has used or changed it since. */
export function refusalToTakeBack(
  card: { readonly version: number; readonly wasUsed: boolean },
  issued: Pick<IssueBulkRow, 'version'>,
): DomainError | null {
  if (card.wasUsed) return new CardUsedError();
  return card.version === issued.version ? null : new StaleVersionError('card');
}
