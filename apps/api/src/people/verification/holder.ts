import { HOLDER_STATUSES, type HolderStatus as Status } from '@afc/marqeta';
import { registerEnumType } from 'type-graphql';
import type { HolderReport } from '../../marqeta/holder-report.ts';

export const HolderStatus = {
  UNVERIFIED: 'UNVERIFIED',
  LIMITED: 'LIMITED',
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  CLOSED: 'CLOSED',
  TERMINATED: 'TERMINATED',
} as const satisfies { readonly [Name in Status]: Name };
export type HolderStatus = Status;
registerEnumType(HolderStatus, {
  name: 'HolderStatus',
  description: 'Of a company or a person, as Marqeta has it.',
  valuesConfig: {
    UNVERIFIED: { description: 'Not verified yet: no card is issued or activated, and purchases are declined.' },
    LIMITED: { description: 'May have cards and spend before it is verified, within restrictions that Marqeta keeps.' },
    ACTIVE: { description: 'Verified, or not asked to be: may have cards and spend.' },
    SUSPENDED: { description: 'Stopped by Marqeta, which may take that back: no new cards, and purchases are declined.' },
    CLOSED: { description: 'Closed at Marqeta, as a rule for good: no new cards, and purchases are declined.' },
    TERMINATED: { description: 'Ended at Marqeta, and stays so.' },
  },
});

/** A company or a person, as Marqeta last reported it. */
export type HolderState = {
  /** Null until Marqeta has said it. */
  readonly status: HolderStatus | null;
  readonly changedAt: Date | null;
};

/**
 * The holder after a report. Reports come in any order and more than once: the latest by Marqeta's own time stands, and of two of one
 * moment the one that follows from the other (wire-format §2.7). What is TERMINATED stays so.
 */
export function mergeHolder(holder: HolderState, { status, at }: HolderReport): HolderState {
  return status !== null && isLater({ status, changedAt: at }, holder) ? { status, changedAt: at } : holder;
}

function isLater(one: HolderState & { readonly status: HolderStatus }, other: HolderState): boolean {
  if (other.status === null) return true;
  const final = Number(one.status === 'TERMINATED') - Number(other.status === 'TERMINATED');
  if (final !== 0) return final > 0;
  const byTime = (one.changedAt?.getTime() ?? 0) - (other.changedAt?.getTime() ?? 0);
  return byTime !== 0 ? byTime > 0 : HOLDER_STATUSES.indexOf(one.status) > HOLDER_STATUSES.indexOf(other.status);
}

/**
 * Whether cards may be issued to the holder and activated: not before Marqeta has verified it, nor after Marqeta stopped it. LIMITED
 * holders may; their restrictions are Marqeta's to keep (wire-format §2.7, §3.5).
 */
export function mayHoldCards(status: HolderStatus | null): boolean {
  return status === null || status === 'LIMITED' || status === 'ACTIVE';
}
