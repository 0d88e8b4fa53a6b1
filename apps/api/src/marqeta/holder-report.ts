import { type Business, type BusinessTransition, HOLDER_STATUSES, type HolderStatus, type User, type UserTransition } from '@afc/marqeta';
import { timeOf } from './issuer-report.ts';

/** One word of Marqeta about a company or a person that it knows. */
export type HolderReport = {
  /** Null for a status that the wire format does not have. */
  readonly status: HolderStatus | null;
  /** Since when the status has stood at the latest. */
  readonly at: Date | null;
};

/** A transition of a holder, whom Marqeta names by the token that we gave: our id. */
export type HolderTransition = { readonly holder: 'COMPANY' | 'PERSON'; readonly holderId: string; readonly report: HolderReport };

/** A change of status changes the holder too: what is shown has stood since then at the latest. */
export function reportOfHolder(holder: User | Business): HolderReport {
  return { status: statusOf(holder.status), at: timeOf(holder.last_modified_time) ?? timeOf(holder.created_time) };
}

export function readUserTransition(transition: UserTransition): HolderTransition {
  return { holder: 'PERSON', holderId: transition.user_token, report: reportOf(transition) };
}

export function readBusinessTransition(transition: BusinessTransition): HolderTransition {
  return { holder: 'COMPANY', holderId: transition.business_token, report: reportOf(transition) };
}

function reportOf(transition: UserTransition | BusinessTransition): HolderReport {
  return { status: statusOf(transition.status), at: timeOf(transition.created_timestamp) ?? timeOf(transition.created_time) };
}

function statusOf(text: string | undefined): HolderStatus | null {
  return HOLDER_STATUSES.find((status) => status === text) ?? null;
}
