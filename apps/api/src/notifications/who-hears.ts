import type { NoticeKind } from '@afc/words';
import type {
  DisputeDetail,
  FundsDetail,
  LowBalanceDetail,
  NotificationDetail,
  PassedControl,
  RiskCaseDetail,
} from './notification-rows.ts';

/** A row of the feed with what is needed to know who should hear of it. */
export type Happening = {
  readonly event: string;
  readonly at: Date;
  readonly userId: string | null;
  readonly transactionId: string | null;
  readonly card: { readonly id: string; readonly name: string; readonly status: string; readonly issuerStatus: string } | null;
  /** The last dispute of the purchase, if it is about one. */
  readonly dispute: DisputeDetail | null;
  /** The top-up or withdrawal that it is about, and who asked for it. */
  readonly funds: (FundsDetail & { readonly movementId: string; readonly requestedBy: string | null }) | null;
  readonly lowBalance: LowBalanceDetail | null;
  readonly riskCase: RiskCaseDetail | null;
  /** The company's active admins, for what one of them has to decide. */
  readonly adminIds: readonly string[];
  /** The limits that let a purchase through above them, the most specific first; null for another event. */
  readonly passed: PassedPurchase | null;
  /** Who commanded it; null for what Marqeta reported. `idleDays`: of a card that was frozen since nobody used it. */
  readonly by: { readonly userId: string | null; readonly name: string; readonly idleDays?: number | null } | null;
};

/** What was approved, and the limits that it went above. */
type PassedPurchase = { readonly amountMinor: string; readonly currency: string; readonly controls: readonly PassedControl[] };

export type Told = {
  readonly userId: string;
  readonly kind: NoticeKind;
  readonly detail: NotificationDetail;
  readonly href: string;
  /** Of what comes in crowds one is told, and then none for so long: none of its kind, or of the same control. */
  readonly quietMs?: number;
};

/** The events that somebody may hear of. */
export const HEARD = [
  'transaction.declined',
  'transaction.stood_in',
  'limit.passed_above',
  'card.issued',
  'card.suspended',
  'card.terminated',
  'card.lost',
  'card.stolen',
  'issuer.suspended',
  'issuer.limited',
  'fulfillment.shipped',
  'wallet.requested',
  'dispute.represented',
  'dispute.due',
  'dispute.won',
  'dispute.lost',
  'dispute.refused',
  'dispute.written_off',
  'top_up.awaiting_approval',
  'top_up.declined',
  'top_up.arrived',
  'top_up.returned',
  'withdrawal.awaiting_approval',
  'withdrawal.declined',
  'withdrawal.paid',
  'withdrawal.refused',
  'withdrawal.returned',
  'balance.low',
  'purchase.questioned',
  'risk_case.opened',
  'risk_case.denied',
] as const;

/** What is older helps nobody any more: an installation that was away for a week does not send a week of mails. */
const FRESH_MS = 24 * 3_600_000;

/** An outage is one piece of news, however many purchases it held. */
const STAND_IN_QUIET_MS = 3_600_000;
/** A limit that is passed once is often passed again soon. */
const PASSED_QUIET_MS = 3_600_000;

/** Whom to tell what. Nobody is told what they did themselves. */
export function whoHears(happening: Happening, now: Date): Told[] {
  const { event, at, userId, transactionId, adminIds } = happening;
  if (now.getTime() - at.getTime() > FRESH_MS) return [];
  if (happening.funds !== null) return tellOfFunds(happening, happening.funds);
  if (happening.lowBalance !== null) return tellOfLowBalance(happening, happening.lowBalance);
  if (happening.riskCase !== null) return tellOfCase(happening, happening.riskCase);
  if (userId === null) return [];
  if (transactionId === null) return tellHolder(happening, userId);
  const href = `/transactions/${transactionId}`;
  const about = (hearer: string, kind: NoticeKind): Told => ({
    userId: hearer,
    kind,
    detail: disputeDetail(happening, transactionId),
    href,
  });
  switch (event) {
    case 'transaction.declined':
    case 'purchase.questioned':
      return [{ userId, kind: event, detail: { transactionId }, href }];
    case 'transaction.stood_in':
      return adminIds.map((hearer) => ({ userId: hearer, kind: event, detail: { transactionId }, href, quietMs: STAND_IN_QUIET_MS }));
    case 'limit.passed_above':
      return tellOfPassed(happening, transactionId, href);
    case 'dispute.represented':
    case 'dispute.due':
      return withAdmins(happening, userId).map((hearer) => about(hearer, event));
    case 'dispute.won':
    case 'dispute.lost':
    case 'dispute.refused':
    case 'dispute.written_off':
      return [about(userId, event)];
    default:
      return [];
  }
}

/** An event makes one notice a person: of the first of its limits that they did not hear of lately. */
function tellOfPassed({ adminIds, passed }: Happening, transactionId: string, href: string): Told[] {
  if (passed === null) return [];
  const { controls, ...amount } = passed;
  return controls.flatMap((control) =>
    adminIds.map((userId) => ({
      ...{ userId, kind: 'limit.passed_above' as const, href, quietMs: PASSED_QUIET_MS },
      detail: { transactionId, ...amount, control },
    })),
  );
}

/** Who asked hears what came of it; all admins hear what they would not expect, and what waits for one of them. */
function tellOfFunds({ event, adminIds }: Happening, { movementId, requestedBy, ...funds }: NonNullable<Happening['funds']>): Told[] {
  const tell = (hearers: readonly string[], kind: NoticeKind): Told[] =>
    hearers.map((userId) => ({ userId, kind, detail: { funds }, href: `/admin/funds/${movementId}` }));
  const asker = requestedBy === null ? [] : [requestedBy];
  switch (event) {
    case 'top_up.awaiting_approval':
    case 'withdrawal.awaiting_approval':
      return tell(
        adminIds.filter((adminId) => adminId !== requestedBy),
        'funds.approval_asked',
      );
    case 'top_up.declined':
    case 'withdrawal.declined':
      return tell(asker, 'funds.approval_declined');
    case 'top_up.arrived':
    case 'withdrawal.paid':
      return tell(asker, event);
    case 'top_up.returned':
    case 'withdrawal.refused':
    case 'withdrawal.returned':
      return tell(adminIds, event);
    default:
      return [];
  }
}

function tellOfLowBalance({ adminIds }: Happening, lowBalance: LowBalanceDetail): Told[] {
  return adminIds.map((userId) => ({ userId, kind: 'balance.low', detail: { lowBalance }, href: '/admin/funds' }));
}

/** Never the holder: it may be about what the holder did. */
function tellOfCase({ event, adminIds, transactionId }: Happening, riskCase: RiskCaseDetail): Told[] {
  const href = `/admin/cases/${riskCase.caseId}`;
  const kind = event === 'risk_case.denied' ? event : 'risk_case.opened';
  const detail = { riskCase, ...(transactionId !== null && { transactionId }) };
  return adminIds.map((userId) => ({ userId, kind, detail, href }));
}

/** An admin has to decide, and the holder knows what happened. */
function withAdmins({ adminIds }: Happening, holderId: string): string[] {
  return [...new Set([holderId, ...adminIds])];
}

function disputeDetail({ dispute }: Happening, transactionId: string): NotificationDetail {
  return dispute === null ? { transactionId } : { transactionId, dispute };
}

function tellHolder({ event, card, by }: Happening, userId: string): Told[] {
  if (card === null || by?.userId === userId) return [];
  const detail = {
    cardName: card.name,
    ...(by === null ? {} : { byName: by.name }),
    ...(by?.idleDays == null ? {} : { idleDays: by.idleDays }),
  };
  const told = (kind: NoticeKind): Told[] => [{ userId, kind, detail, href: `/cards/${card.id}` }];
  switch (event) {
    case 'card.issued':
    case 'card.suspended':
    case 'card.terminated':
    case 'wallet.requested':
      return told(event);
    case 'card.lost':
    case 'card.stolen':
      return told('card.terminated');
    case 'fulfillment.shipped':
      return told('card.shipped');
    case 'issuer.suspended':
    case 'issuer.limited':
      // Otherwise it is Marqeta's word on what we asked for ourselves.
      return card.status === 'ACTIVE' ? told('card.suspended_by_issuer') : [];
    default:
      return [];
  }
}
