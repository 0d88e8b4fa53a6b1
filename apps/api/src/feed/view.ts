import { type Action, may } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import type { FeedKind } from './append.ts';

/** A row of `feed_events`. */
export type FeedEvent = {
  readonly companyId: string;
  readonly id: string;
  readonly number: bigint;
  readonly kind: FeedKind;
  readonly event: string;
  readonly at: Date;
  readonly transactionId: string | null;
  readonly cardId: string | null;
  readonly userId: string | null;
  readonly teamIds: readonly string[];
  readonly notificationId: string | null;
};

const SEES: Readonly<Record<FeedKind, Action>> = {
  TRANSACTION: 'transaction.see',
  CARD: 'card.see',
  CONTROL: 'control.see',
  BALANCE: 'company.seeSpend',
  RISK: 'riskCase.see',
  NOTIFICATION: 'notification.see',
};

export function maySee(viewer: Member, event: FeedEvent): boolean {
  return may(viewer, SEES[event.kind], event);
}

/**
 * Two viewers of one view are shown the same bytes. An admin sees all of the company whoever they are, but for what is told to one
 * person alone; for the others the policy looks at the person.
 */
export function viewOf(viewer: Member, locale: string, toOne: boolean): string {
  const person = viewer.role === 'ADMIN' && !toOne ? '' : viewer.userId;
  return [viewer.companyId, viewer.role, person, viewer.managedTeamIds.join(), viewer.teamIds.join(), locale, viewer.accessVersion].join(
    ' ',
  );
}
