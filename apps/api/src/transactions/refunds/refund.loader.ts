import type { RefundLink } from '../../ledger/refund-link.ts';
import { loaderBy, loaderManyBy } from '../../platform/graphql/loader.ts';
import { runOn } from '../../platform/run.ts';
import { refundsWithCandidates, type RefundWithCandidates } from './candidates.ts';

/** How a refund belongs to a purchase. */
export type StoredRefundLink = {
  readonly refundId: string;
  /** Null when it belongs to none, or to one that is not heard of yet. */
  readonly purchaseId: string | null;
  readonly confidence: RefundLink;
  readonly decidedById: string | null;
  readonly decidedAt: Date | null;
};

const LINK = `r.id AS "refundId", coalesce(r.refund_link, 'CERTAIN') AS confidence, r.refund_decided_by AS "decidedById", r.refund_decided_at AS "decidedAt"`;

/** By refund. */
export const linkOfRefund = loaderBy<string, StoredRefundLink>(
  (link) => link.refundId,
  (manager, ids) =>
    manager.query<StoredRefundLink[]>(
      `SELECT ${LINK}, coalesce(p.id, e.transaction_id) AS "purchaseId"
         FROM transactions r
         LEFT JOIN transactions p ON p.company_id = r.company_id AND p.marqeta_transaction_token = r.refund_of_token
         LEFT JOIN transaction_events e ON e.company_id = r.company_id AND e.token = r.refund_of_token
        WHERE r.company_id = app_company() AND r.id = ANY ($1) AND (r.refund_of_token IS NOT NULL OR r.refund_link = 'UNLINKED')`,
      [ids],
    ),
);

/** By purchase: refunds that belong to it, or perhaps do. */
export const refundLinksOfPurchase = loaderManyBy<string, StoredRefundLink>(
  (link) => link.purchaseId ?? '',
  (manager, ids) =>
    manager.query<StoredRefundLink[]>(
      `SELECT ${LINK}, named.transaction_id AS "purchaseId"
         FROM (SELECT t.id AS transaction_id, t.marqeta_transaction_token AS token FROM transactions t WHERE t.company_id = app_company() AND t.id = ANY ($1)
               UNION SELECT e.transaction_id, e.token FROM transaction_events e WHERE e.company_id = app_company() AND e.transaction_id = ANY ($1)) named
         JOIN transactions r ON r.company_id = app_company() AND r.refund_of_token = named.token AND r.id <> named.transaction_id
        ORDER BY r.transacted_at, r.id`,
      [ids],
    ),
);

export const candidatesOfRefund = loaderBy<string, RefundWithCandidates>(
  (refund) => refund.id,
  async (manager, ids) => {
    const [company] = await manager.query<{ id: string }[]>('SELECT app_company() AS id');
    return company === undefined ? [] : refundsWithCandidates(runOn(manager), company.id, ids);
  },
);
