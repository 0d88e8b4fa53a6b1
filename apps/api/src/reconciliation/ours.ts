import type pg from 'pg';
import type { MessageState } from '../ledger/purchase.ts';
import type { MessageDetail } from '../ledger/stored-purchase.ts';
import type { OurMessage } from './compare.ts';

type Row = {
  token: string;
  company_id: string | null;
  transaction_id: string | null;
  state: MessageState | null;
  amount_minor: string | null;
  detail: MessageDetail | null;
  heard: boolean;
  problem: string | null;
};

/** What we have of these messages of Marqeta, by token. */
export async function findOurs(gateway: pg.Pool, tokens: readonly string[]): Promise<ReadonlyMap<string, OurMessage>> {
  const { rows } = await gateway.query<Row>({ name: 'reconcile-ours', text: OURS, values: [tokens] });
  return new Map(rows.map((row) => [row.token, ourMessage(row)]));
}

const OURS = `
SELECT k.token, e.company_id, e.transaction_id, e.state, e.amount_minor, e.detail, d.problem,
       e.token IS NOT NULL OR EXISTS (SELECT 1 FROM message_keys m WHERE m.token = k.token AND m.envelope = 'transactions') AS heard
  FROM unnest($1::text[]) AS k (token)
  LEFT JOIN transaction_events e ON e.token = k.token
  LEFT JOIN LATERAL (SELECT problem FROM dead_letters
                      WHERE token = k.token AND envelope = 'transactions' AND state IN ('SET_ASIDE', 'UNKNOWN', 'REPLAYING')
                      ORDER BY id DESC LIMIT 1) d ON e.token IS NULL`;

function ourMessage({
  company_id: companyId,
  transaction_id: transactionId,
  state,
  amount_minor: minor,
  detail,
  heard,
  problem,
}: Row): OurMessage {
  if (companyId === null || transactionId === null || state === null || minor === null) return { event: null, heard, problem };
  const decrease = detail?.decrease;
  const event = {
    companyId,
    transactionId,
    state,
    minor: BigInt(minor),
    decrease: decrease === undefined ? null : BigInt(decrease),
    last: detail?.last === true,
  };
  return { event, heard, problem };
}

/** Purchases of ours of a stretch of time, by the token of their first message: those of which Marqeta has told us something. */
export async function purchasesOf(gateway: pg.Pool, fromMs: number, toMs: number): Promise<OurPurchase[]> {
  const { rows } = await gateway.query<OurPurchase>({
    name: 'reconcile-purchases',
    text: `SELECT t.company_id AS "companyId", t.id AS "transactionId", t.marqeta_transaction_token AS token, t.kind, t.status, t.currency,
                  t.amount_minor AS minor, t.transacted_at AS at
             FROM companies c CROSS JOIN LATERAL (
               SELECT * FROM transactions WHERE company_id = c.id AND transacted_at >= $1 AND transacted_at < $2 AND NOT unconfirmed) t
            WHERE EXISTS (SELECT 1 FROM transaction_events e WHERE e.company_id = t.company_id AND e.token = t.marqeta_transaction_token)`,
    values: [new Date(fromMs), new Date(toMs)],
  });
  return rows;
}

export type OurPurchase = {
  readonly companyId: string;
  readonly transactionId: string;
  readonly token: string;
  readonly kind: string;
  readonly status: string;
  readonly currency: string;
  readonly minor: string;
  readonly at: Date;
};
