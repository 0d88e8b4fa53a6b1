import type { NoticeKind } from '@afc/words';
import type { NotificationDetail } from './notification-rows.ts';

/** A row of the feed with what is needed to know who should hear of it. */
export type Happening = {
  readonly event: string;
  readonly at: Date;
  readonly userId: string | null;
  readonly transactionId: string | null;
  readonly card: { readonly id: string; readonly name: string; readonly status: string; readonly issuerStatus: string } | null;
  /** Who commanded it; null for what Marqeta reported. */
  readonly by: { readonly userId: string | null; readonly name: string } | null;
};

export type Told = { readonly userId: string; readonly kind: NoticeKind; readonly detail: NotificationDetail; readonly href: string };

/** The events that somebody may hear of. */
export const HEARD = [
  'transaction.declined',
  'card.issued',
  'card.suspended',
  'card.terminated',
  'card.lost',
  'card.stolen',
  'issuer.suspended',
  'issuer.limited',
  'fulfillment.shipped',
] as const;

/** What is older helps nobody any more: an installation that was away for a week does not send a week of mails. */
const FRESH_MS = 24 * 3_600_000;

/** Whom to tell what. Nobody is told what they did themselves. */
export function whoHears(happening: Happening, now: Date): Told | null {
  const { event, at, userId, transactionId, card, by } = happening;
  if (userId === null || now.getTime() - at.getTime() > FRESH_MS) return null;
  if (event === 'transaction.declined')
    return transactionId === null ? null : { userId, kind: event, detail: { transactionId }, href: `/transactions/${transactionId}` };
  if (card === null || by?.userId === userId) return null;
  const told = (kind: NoticeKind): Told => ({
    userId,
    kind,
    detail: { cardName: card.name, ...(by === null ? {} : { byName: by.name }) },
    href: `/cards/${card.id}`,
  });
  switch (event) {
    case 'card.issued':
    case 'card.suspended':
    case 'card.terminated':
      return told(event);
    case 'card.lost':
    case 'card.stolen':
      return told('card.terminated');
    case 'fulfillment.shipped':
      return told('card.shipped');
    case 'issuer.suspended':
    case 'issuer.limited':
      // Otherwise it is Marqeta's word on what we asked for ourselves.
      return card.status === 'ACTIVE' ? told('card.suspended_by_issuer') : null;
    default:
      return null;
  }
}
