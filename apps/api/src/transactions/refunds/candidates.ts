import { givesBackTo, type RefundLink } from '../../ledger/refund-link.ts';
import type { Run } from '../../platform/run.ts';
import { type Candidate, MATCHED_WITHIN_DAYS, type UnnamedRefund } from './match-refund.ts';

/** A refund with what could be meant by it. */
export type RefundWithCandidates = UnnamedRefund & {
  readonly companyId: string;
  readonly id: string;
  readonly token: string;
  readonly refundOfToken: string | null;
  readonly refundLink: RefundLink | null;
  readonly candidates: readonly Candidate[];
};

type Row = {
  company_id: string;
  id: string;
  token: string;
  at: Date;
  line_id: string;
  mid: string | null;
  merchant: string;
  minor: string;
  refund_of_token: string | null;
  refund_link: RefundLink | null;
};
type CandidateRow = {
  refund_id: string;
  id: string;
  token: string;
  at: Date;
  line_id: string;
  mid: string | null;
  merchant: string;
  remaining: string;
};

/** Whoever has made more purchases in so long chooses among the newest. */
const MOST = 500;

/** Refunds that gave something, each with the purchases that its person made before it. Two statements, however many. */
export async function refundsWithCandidates(run: Run, companyId: string, ids: readonly string[]): Promise<RefundWithCandidates[]> {
  const refunds = await run<Row>(
    `SELECT t.company_id, t.id, t.marqeta_transaction_token AS token, t.transacted_at AS at, coalesce(c.line_id, c.id) AS line_id,
            t.merchant_mid AS mid, t.merchant_name AS merchant, -t.cleared_minor AS minor, t.refund_of_token, t.refund_link
       FROM transactions t JOIN cards c ON c.company_id = t.company_id AND c.id = t.card_id
      WHERE t.company_id = $1 AND t.id = ANY ($2) AND t.kind = 'REFUND' AND t.cleared_minor < 0`,
    [companyId, ids],
  );
  if (refunds.length === 0) return [];
  const found = await run<CandidateRow>(
    `SELECT r.id AS refund_id, p.id, p.token, p.at, p.line_id, p.mid, p.merchant, p.remaining
       FROM transactions r CROSS JOIN LATERAL (
         SELECT t.id, t.marqeta_transaction_token AS token, t.transacted_at AS at, coalesce(c.line_id, c.id) AS line_id,
                t.merchant_mid AS mid, t.merchant_name AS merchant, t.cleared_minor - t.refunded_minor AS remaining
           FROM transactions t JOIN cards c ON c.company_id = t.company_id AND c.id = t.card_id
          WHERE t.company_id = r.company_id AND t.user_id = r.user_id AND t.currency = r.currency AND t.kind = 'PURCHASE' AND t.cleared_minor > 0
            AND t.transacted_at <= r.transacted_at AND t.transacted_at >= r.transacted_at - interval '${MATCHED_WITHIN_DAYS} days'
          ORDER BY t.transacted_at DESC, t.id DESC LIMIT ${MOST}) p
      WHERE r.company_id = $1 AND r.id = ANY ($2)`,
    [companyId, refunds.map(({ id }) => id)],
  );
  return refunds.map(
    ({ company_id, id, token, at, line_id: lineId, mid, merchant, minor, refund_of_token: refundOfToken, refund_link: refundLink }) => {
      const now = givesBackTo({ refundOfToken, refundLink });
      return {
        ...{ companyId: company_id, id, token, atMs: at.getTime(), lineId, mid, merchant, minor: BigInt(minor), refundOfToken, refundLink },
        candidates: found
          .filter(({ refund_id }) => refund_id === id)
          .map((row) => ({
            ...{ id: row.id, token: row.token, atMs: row.at.getTime(), lineId: row.line_id, mid: row.mid, merchant: row.merchant },
            // What this very refund gave back there is left again if it belongs elsewhere.
            remaining: BigInt(row.remaining) + (row.token === now ? BigInt(minor) : 0n),
          })),
      };
    },
  );
}
