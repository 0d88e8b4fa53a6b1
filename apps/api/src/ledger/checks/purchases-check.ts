import { foldPurchase, type PurchaseState } from '../purchase.ts';
import { type EffectOfMethod, eventsOf, type PurchaseDocument, readPurchase } from '../stored-purchase.ts';

/** What the transfers `l` of a purchase have put into each account, as its position has it. */
export const POSITION_OF_TRANSFERS = (
  [
    ['held', 'HELD', 1],
    ['cleared', 'SPENT', 1],
    ['credited', 'EXTERNAL', -1],
    ['fees', 'FEES', 1],
    ['disputed', 'DISPUTES', -1],
  ] as const
)
  .map(
    ([name, account, sign]) =>
      `coalesce(sum(CASE '${account}' WHEN l.credit_account THEN ${sign} * l.amount_minor WHEN l.debit_account THEN ${-sign} * l.amount_minor END), 0) AS ${name}`,
  )
  .join(', ');

const DIFFERENCE = ['held', 'cleared', 'credited', 'fees', 'disputed']
  .map((name) => `abs(coalesce(t.${name}_minor, 0) - coalesce(m.${name}, 0))`)
  .join(' + ');

/** Every purchase of the companies `$1` against its transfers. One of another currency, or of no purchase, differs as well. */
export const WHOLE_PURCHASES = `
SELECT company_id AS "companyId", currency, sum(${DIFFERENCE}) AS difference
  FROM (SELECT * FROM transactions WHERE company_id = ANY ($1)) t
  FULL JOIN (SELECT l.company_id, l.transaction_id AS id, l.currency, ${POSITION_OF_TRANSFERS}
               FROM ledger_transfers l WHERE l.company_id = ANY ($1) AND l.transaction_id IS NOT NULL GROUP BY 1, 2, 3) m USING (company_id, id, currency)
 GROUP BY 1, 2`;

/** How far clocks of two processes may be apart without a transfer being overlooked until the next whole check. */
export const SLACK = `interval '10 minutes'`;

/** Purchases of the companies `$1` of which something was told or moved since they were looked at. */
const TOUCHED = `
  SELECT m.company_id, f.transaction_id AS id FROM ledger_check_marks m
    JOIN feed_events f ON f.company_id = m.company_id AND f.number >= m.next_feed_number
   WHERE m.company_id = ANY ($1) AND f.transaction_id IS NOT NULL
  UNION
  SELECT m.company_id, l.transaction_id FROM ledger_check_marks m
    JOIN ledger_transfers l ON l.company_id = m.company_id AND l.id >= uuid_floor(m.looked_at - ${SLACK})
   WHERE m.company_id = ANY ($1) AND l.transaction_id IS NOT NULL`;

export const RECENT_PURCHASES = `
SELECT t.company_id AS "companyId", t.currency, sum(${DIFFERENCE} + m.foreign_currency) AS difference
  FROM (${TOUCHED}) k
  JOIN transactions t ON t.company_id = k.company_id AND t.id = k.id
  CROSS JOIN LATERAL (SELECT ${POSITION_OF_TRANSFERS}, coalesce(sum(l.amount_minor) FILTER (WHERE l.currency <> t.currency), 0) AS foreign_currency
                        FROM ledger_transfers l WHERE l.company_id = t.company_id AND l.transaction_id = t.id) m
 GROUP BY 1, 2`;

/** What of a stored purchase its document does not say. */
export const REST_OF_PURCHASE = `t.company_id, t.id, t.amount_minor AS amount, t.requested_minor AS requested, epoch_ms(t.transacted_at) AS at`;

export type FoldRow = { document: PurchaseDocument; amount: string; requested: string; at: string };

/** A sample of at most `$2` of what was touched: the last digits of an id are drawn at random. */
export const RECENT_FOLDS = `
SELECT purchase_state(t) AS document, ${REST_OF_PURCHASE}
  FROM (SELECT company_id, id FROM (${TOUCHED}) every ORDER BY right(id::text, 12) LIMIT $2) k
  JOIN transactions t ON t.company_id = k.company_id AND t.id = k.id`;

export const WHOLE_FOLDS = `
SELECT purchase_state(t) AS document, ${REST_OF_PURCHASE}
  FROM (SELECT company_id, id FROM transactions WHERE company_id = ANY ($1) ORDER BY right(id::text, 12) LIMIT $2) k
  JOIN transactions t ON t.company_id = k.company_id AND t.id = k.id`;

/** What a row of `transactions` says, and what it should say, by column; null when nothing was ever told of it. */
export type FoldedRow = {
  readonly stored: Readonly<Record<FoldedColumn, string>>;
  readonly folded: Readonly<Record<FoldedColumn, string>> | null;
};

const FOLDED_COLUMNS = [
  'kind',
  'status',
  'amount_minor',
  'requested_minor',
  'held_minor',
  'cleared_minor',
  'credited_minor',
  'fees_minor',
  'disputed_minor',
  'refunded_minor',
  'unconfirmed',
  'transacted_at',
  'part_at',
  'part_minor',
] as const;
export type FoldedColumn = (typeof FOLDED_COLUMNS)[number];

const MONEY = ['held_minor', 'cleared_minor', 'credited_minor', 'fees_minor', 'disputed_minor'] as const;

/** Folds the events and verdicts of a stored purchase again. */
export function foldRow({ document, amount, requested, at }: FoldRow, effectOf: EffectOfMethod): FoldedRow {
  const purchase = readPurchase(document, effectOf);
  const { kind, status, position, refunded, parts, unconfirmed } = purchase;
  const stored = textsOf({
    ...{ kind, status, ...position, refunded, parts, unconfirmed },
    ...{ amount: BigInt(amount), requested: BigInt(requested), atMs: Number(at) },
  });
  const events = eventsOf(purchase);
  if (events.length === 0) return { stored, folded: null };
  const linked = [...purchase.linkedRefunds.values()].reduce((sum, minor) => sum + minor, 0n);
  return { stored, folded: textsOf(foldPurchase(events, linked)) };
}

function textsOf(state: Omit<PurchaseState, 'heldUntilMs'>): Record<FoldedColumn, string> {
  return {
    kind: state.kind,
    status: state.status,
    amount_minor: String(state.amount),
    requested_minor: String(state.requested),
    held_minor: String(state.held),
    cleared_minor: String(state.cleared),
    credited_minor: String(state.credited),
    fees_minor: String(state.fees),
    disputed_minor: String(state.disputed),
    refunded_minor: String(state.refunded),
    unconfirmed: String(state.unconfirmed),
    transacted_at: new Date(state.atMs).toISOString(),
    part_at: state.parts.map(({ atMs }) => new Date(atMs).toISOString()).join(', '),
    part_minor: state.parts.map(({ minor }) => minor).join(', '),
  };
}

/** The first column that differs. */
export function differingColumn({ stored, folded }: FoldedRow): FoldedColumn | null {
  return FOLDED_COLUMNS.find((column) => folded?.[column] !== stored[column]) ?? null;
}

/** By how much money a purchase is off; a state that differs alone counts as one. */
export function differenceOf(row: FoldedRow): bigint {
  if (differingColumn(row) === null) return 0n;
  const off = MONEY.reduce((sum, column) => {
    const difference = BigInt(row.stored[column]) - BigInt(row.folded?.[column] ?? '0');
    return sum + (difference < 0n ? -difference : difference);
  }, 0n);
  return off === 0n ? 1n : off;
}
