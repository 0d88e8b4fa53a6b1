import { loaderBy, loaderManyBy } from '../platform/graphql/loader.ts';
import { type Dispute, DISPUTE_COLUMNS, disputeOf, type DisputeRow } from './dispute-store.ts';

export const disputeById = loaderBy<string, Dispute>(
  (dispute) => dispute.id,
  async (manager, ids) => {
    const rows = await manager.query<DisputeRow[]>(
      `SELECT ${DISPUTE_COLUMNS} FROM disputes d WHERE d.company_id = app_company() AND d.id = ANY ($1)`,
      [ids],
    );
    return rows.map(disputeOf);
  },
);

/** The newest first: a purchase is disputed again only when nothing came of it before. */
export const disputesOfTransaction = loaderManyBy<string, Dispute>(
  (dispute) => dispute.transactionId,
  async (manager, ids) => {
    const rows = await manager.query<DisputeRow[]>(
      `SELECT ${DISPUTE_COLUMNS} FROM disputes d WHERE d.company_id = app_company() AND d.transaction_id = ANY ($1) ORDER BY d.opened_at DESC, d.id DESC`,
      [ids],
    );
    return rows.map(disputeOf);
  },
);

export type Evidence = {
  readonly disputeId: string;
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly addedBy: string;
  readonly addedAt: Date;
};

/** The files of a dispute, oldest first. */
export const evidenceOfDispute = loaderManyBy<string, Evidence>(
  (evidence) => evidence.disputeId,
  (manager, ids) =>
    manager.query<Evidence[]>(
      `SELECT e.dispute_id AS "disputeId", f.id, f.name, f.content_type AS "contentType", f.size_bytes::int AS "sizeBytes",
              e.added_by AS "addedBy", e.added_at AS "addedAt"
         FROM dispute_evidence e JOIN files f ON f.company_id = e.company_id AND f.id = e.file_id
        WHERE e.company_id = app_company() AND e.dispute_id = ANY ($1) ORDER BY e.added_at, f.id`,
      [ids],
    ),
);

/** What the purchase of a dispute has back because of it. */
export const creditedOfTransaction = loaderBy<string, { readonly id: string; readonly minor: bigint }>(
  (row) => row.id,
  async (manager, ids) => {
    const rows = await manager.query<{ id: string; minor: string }[]>(
      `SELECT id, disputed_minor AS minor FROM transactions WHERE company_id = app_company() AND id = ANY ($1)`,
      [ids],
    );
    return rows.map(({ id, minor }) => ({ id, minor: BigInt(minor) }));
  },
);
