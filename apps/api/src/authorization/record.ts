import type { Merchant } from '@afc/marqeta';
import type { Channel } from '../controls/channel.ts';
import type pg from 'pg';
import type { Foreign } from '../ledger/foreign.ts';
import type { PurchaseState } from '../ledger/purchase.ts';
import type { StoredPurchase } from '../ledger/stored-purchase.ts';
import type { Account, Transfer } from '../ledger/transfer.ts';
import type { Money } from '../platform/money.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { CounterMove, RefusalReason } from './verdict.ts';
import { type Unnest, unnest } from './unnest.ts';

/** Who was paid, and how: what the first message of a purchase tells. */
export type PurchaseDescription = {
  readonly merchant: Merchant;
  readonly channels: readonly Channel[];
  readonly network: string | null;
  readonly original: Money | null;
  /** Of one unit of it in the card's currency. */
  readonly rate: string | null;
  readonly authorizationCode: string | null;
};

export type PurchaseRow = {
  readonly purchase: StoredPurchase;
  readonly state: PurchaseState;
  readonly isNew: boolean;
  /** Null only for a purchase that is there already. */
  readonly description: PurchaseDescription | null;
  /** Null leaves what is written. */
  readonly foreign: Foreign | null;
};
export type TransferRow = Transfer & {
  readonly companyId: string;
  readonly currency: string;
  readonly id: string;
  readonly transactionId: string | null;
  readonly cause: string;
  readonly atMs: number;
};
type BalanceRow = { readonly companyId: string; readonly currency: string; readonly account: Account; readonly minor: bigint };
export type CounterRow = { readonly companyId: string; readonly move: CounterMove };
export type FeedRow = {
  readonly companyId: string;
  readonly number: bigint;
  readonly id: string;
  readonly event: string;
  readonly atMs: number;
  readonly transactionId: string;
  readonly cardId: string;
  readonly userId: string;
  readonly teamIds: readonly string[];
};
/** A purchase whose spend, or the merchant that it counts for, changed with nothing to tell in the feed. */
export type UntoldSpendRow = { readonly companyId: string; readonly transactionId: string };
export type AuthorizationRow = {
  readonly companyId: string;
  readonly id: string;
  readonly transactionId: string | null;
  readonly cardId: string;
  readonly jitToken: string;
  readonly transactionToken: string;
  readonly method: string;
  readonly fingerprint: string;
  readonly outcome: 'APPROVED' | 'DECLINED';
  readonly reason: RefusalReason | null;
  readonly currency: string;
  readonly amount: bigint;
  readonly requested: bigint;
  /** The one that let it through. */
  readonly exceptionId: string | null;
  readonly counterIds: readonly string[];
  readonly atMs: number;
  readonly decidedMs: number;
  /** Of a hold: when Marqeta will let it go by itself. */
  readonly holdExpiresMs: number | null;
  readonly record: DecisionRecord;
};

export type Writes = {
  readonly purchases: readonly PurchaseRow[];
  readonly transfers: readonly TransferRow[];
  readonly balances: readonly BalanceRow[];
  readonly counters: readonly CounterRow[];
  readonly feed: readonly FeedRow[];
  readonly untold: readonly UntoldSpendRow[];
  readonly gates: readonly { readonly companyId: string; readonly nextFeedNumber: bigint }[];
  readonly authorizations: readonly AuthorizationRow[];
};

const PURCHASES: Unnest<PurchaseRow & { nowMs: number }> = unnest([
  ['company_id', 'uuid', ({ purchase }) => purchase.companyId],
  ['id', 'uuid', ({ purchase }) => purchase.id],
  ['marqeta_transaction_token', 'text', ({ purchase }) => purchase.token],
  ['card_id', 'uuid', ({ purchase }) => purchase.cardId],
  ['user_id', 'uuid', ({ purchase }) => purchase.userId],
  ['card_product_id', 'uuid', ({ purchase }) => purchase.cardProductId],
  ['team_ids', 'uuid[]', ({ purchase }) => purchase.teamIds],
  ['kind', 'text', ({ state }) => state.kind],
  ['status', 'text', ({ state }) => state.status],
  ['currency', 'text', ({ purchase }) => purchase.currency],
  ['amount_minor', 'bigint', ({ state }) => state.amount],
  ['requested_minor', 'bigint', ({ state }) => state.requested],
  ['held_minor', 'bigint', ({ state }) => state.held],
  ['cleared_minor', 'bigint', ({ state }) => state.cleared],
  ['credited_minor', 'bigint', ({ state }) => state.credited],
  ['fees_minor', 'bigint', ({ state }) => state.fees],
  ['disputed_minor', 'bigint', ({ state }) => state.disputed],
  ['refunded_minor', 'bigint', ({ state }) => state.refunded],
  ['part_at', 'timestamptz[]', ({ state }) => state.parts.map(({ atMs }) => atMs)],
  ['part_minor', 'bigint[]', ({ state }) => state.parts.map(({ minor }) => minor)],
  ['original_minor', 'bigint', ({ foreign }) => foreign?.original.minor ?? null],
  ['original_currency', 'text', ({ foreign }) => foreign?.original.currency ?? null],
  ['conversion_rate', 'text', ({ foreign }) => foreign?.rate ?? null],
  ['hold_expires_at', 'timestamptz', ({ state }) => state.heldUntilMs],
  ['merchant_name', 'text', ({ description }) => (description === null ? null : (description.merchant.name ?? ''))],
  ['merchant_category', 'text', ({ description }) => (description === null ? null : (description.merchant.mcc ?? ''))],
  ['merchant_mid', 'text', ({ description }) => description?.merchant.mid ?? null],
  ['merchant_network_mid', 'text', ({ description }) => description?.merchant.networkMid ?? null],
  ['channels', 'text', ({ description }) => description?.channels.join(' ') ?? null],
  ['merchant_city', 'text', ({ description }) => description?.merchant.city ?? null],
  ['merchant_country', 'text', ({ description }) => description?.merchant.country ?? null],
  ['network', 'text', ({ description }) => description?.network ?? null],
  ['authorization_code', 'text', ({ description }) => description?.authorizationCode ?? null],
  ['transacted_at', 'timestamptz', ({ state }) => state.atMs],
  ['unconfirmed', 'boolean', ({ state }) => state.unconfirmed],
  ['authorization_id', 'uuid', ({ purchase }) => purchase.authorizationId],
  ['refund_of_token', 'text', ({ purchase }) => purchase.refundOfToken],
  ['refund_link', 'text', ({ purchase }) => purchase.refundLink],
  ['created_at', 'timestamptz', ({ nowMs }) => nowMs],
  ['updated_at', 'timestamptz', ({ nowMs }) => nowMs],
]);

/** What a purchase becomes; its description only where one is given. */
const CHANGED = [
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
  'part_at',
  'part_minor',
  'hold_expires_at',
  'transacted_at',
  'unconfirmed',
  'authorization_id',
  'refund_of_token',
  'refund_link',
  'updated_at',
]
  .map((name) => `${name} = n.${name}`)
  .concat(
    [
      'merchant_name',
      'merchant_category',
      'merchant_mid',
      'merchant_network_mid',
      'channels',
      'merchant_city',
      'merchant_country',
      'network',
      'authorization_code',
    ].map((name) => `${name} = CASE WHEN n.merchant_name IS NULL THEN t.${name} ELSE n.${name} END`),
    ['original_minor', 'original_currency', 'conversion_rate'].map(
      (name) => `${name} = CASE WHEN n.original_currency IS NULL THEN t.${name} ELSE n.${name} END`,
    ),
  )
  .join(', ');

const AUTHORIZATIONS: Unnest<AuthorizationRow> = unnest([
  ['company_id', 'uuid', (row) => row.companyId],
  ['id', 'uuid', (row) => row.id],
  ['transaction_id', 'uuid', (row) => row.transactionId],
  ['card_id', 'uuid', (row) => row.cardId],
  ['jit_token', 'text', (row) => row.jitToken],
  ['transaction_token', 'text', (row) => row.transactionToken],
  ['method', 'text', (row) => row.method],
  ['fingerprint', 'text', (row) => row.fingerprint],
  ['outcome', 'text', (row) => row.outcome],
  ['reason', 'text', (row) => row.reason],
  ['currency', 'text', (row) => row.currency],
  ['amount_minor', 'bigint', (row) => row.amount],
  ['requested_minor', 'bigint', (row) => row.requested],
  ['exception_id', 'uuid', (row) => row.exceptionId],
  ['counter_ids', 'uuid[]', (row) => row.counterIds],
  ['user_transaction_time', 'timestamptz', (row) => row.atMs],
  ['decided_at', 'timestamptz', (row) => row.decidedMs],
  ['hold_expires_at', 'timestamptz', (row) => row.holdExpiresMs],
]);

/** The records travel as one JSON array: as text in an array every quote of theirs would be escaped, and read again. They are kept as the text they are. */
const RECORDS: Unnest<AuthorizationRow> = {
  names: 'company_id, id, record',
  width: 3,
  select: (first) => `SELECT unnest($${first}::uuid[]), unnest($${first + 1}::uuid[]), json_array_elements($${first + 2}::json)`,
  parameters: (rows) => [
    `{${rows.map(({ companyId }) => companyId).join(',')}}`,
    `{${rows.map(({ id }) => id).join(',')}}`,
    JSON.stringify(rows.map((row) => row.record)),
  ],
};

const TRANSFERS: Unnest<TransferRow> = unnest([
  ['company_id', 'uuid', (row) => row.companyId],
  ['id', 'uuid', (row) => row.id],
  ['kind', 'text', (row) => row.kind],
  ['currency', 'text', (row) => row.currency],
  ['debit_account', 'text', (row) => row.debit],
  ['credit_account', 'text', (row) => row.credit],
  ['amount_minor', 'bigint', (row) => row.minor],
  ['transaction_id', 'uuid', (row) => row.transactionId],
  ['cause', 'text', (row) => row.cause],
  ['at', 'timestamptz', (row) => row.atMs],
]);

const BALANCES: Unnest<BalanceRow> = unnest([
  ['company_id', 'uuid', (row) => row.companyId],
  ['currency', 'text', (row) => row.currency],
  ['account', 'text', (row) => row.account],
  ['balance_minor', 'bigint', (row) => row.minor],
]);

const COUNTERS: Unnest<CounterRow> = unnest([
  ['company_id', 'uuid', (row) => row.companyId],
  ['id', 'uuid', ({ move }) => move.id],
  ['scope', 'text', ({ move }) => move.scope],
  ['subject_id', 'uuid', ({ move }) => move.subjectId],
  ['filter', 'text', ({ move }) => move.filter],
  ['unit', 'text', ({ move }) => move.unit],
  ['period', 'text', ({ move }) => move.period],
  ['zone', 'text', ({ move }) => move.zone],
  ['starts_on', 'date', ({ move }) => move.startsOn],
  ['amount_minor', 'bigint', ({ move }) => move.minor],
]);

const FEED: Unnest<FeedRow> = unnest([
  ['company_id', 'uuid', (row) => row.companyId],
  ['number', 'bigint', (row) => row.number],
  ['id', 'uuid', (row) => row.id],
  ['kind', 'text', () => 'TRANSACTION'],
  ['event', 'text', (row) => row.event],
  ['at', 'timestamptz', (row) => row.atMs],
  ['transaction_id', 'uuid', (row) => row.transactionId],
  ['card_id', 'uuid', (row) => row.cardId],
  ['user_id', 'uuid', (row) => row.userId],
  ['team_ids', 'uuid[]', (row) => row.teamIds],
]);

const UNTOLD: Unnest<UntoldSpendRow> = unnest([
  ['company_id', 'uuid', (row) => row.companyId],
  ['transaction_id', 'uuid', (row) => row.transactionId],
]);

const GATES: Unnest<{ companyId: string; nextFeedNumber: bigint }> = unnest([
  ['company_id', 'uuid', (row) => row.companyId],
  ['next_feed_number', 'bigint', (row) => row.nextFeedNumber],
]);

/** Rows of one kind, and how they are written. */
type Part = {
  readonly name: string;
  readonly width: number;
  readonly isEmpty: boolean;
  readonly sql: (firstParameter: number) => string;
  parameters(): string[];
};

function part<Row>(name: string, columns: Unnest<Row>, rows: readonly Row[], sql: (rows: string) => string): Part {
  return {
    name,
    width: columns.width,
    isEmpty: rows.length === 0,
    sql: (firstParameter) => sql(columns.select(firstParameter)),
    parameters: () => columns.parameters(rows),
  };
}

function insert<Row>(name: string, table: string, columns: Unnest<Row>, rows: readonly Row[], onConflict = ''): Part {
  return part(name, columns, rows, (select) => `INSERT INTO ${table} (${columns.names}) ${select} ${onConflict}`);
}

function partsOf(nowMs: number, writes: Writes): Part[] {
  const purchases = writes.purchases.map((row) => ({ ...row, nowMs }));
  const changed = purchases.filter(({ isNew }) => !isNew);
  return [
    insert('new_purchases', 'transactions', PURCHASES, changed.length === 0 ? purchases : purchases.filter(({ isNew }) => isNew)),
    part(
      'changed_purchases',
      PURCHASES,
      changed,
      (rows) => `UPDATE transactions t SET ${CHANGED} FROM (${rows}) n WHERE t.company_id = n.company_id AND t.id = n.id`,
    ),
    insert('authorizations', 'authorizations', AUTHORIZATIONS, writes.authorizations),
    insert('records', 'decision_records', RECORDS, writes.authorizations),
    insert('transfers', 'ledger_transfers', TRANSFERS, writes.transfers),
    insert(
      'balances',
      'ledger_accounts',
      BALANCES,
      writes.balances,
      'ON CONFLICT (company_id, currency, account) DO UPDATE SET balance_minor = ledger_accounts.balance_minor + EXCLUDED.balance_minor',
    ),
    insert(
      'counters',
      'spend_counters',
      COUNTERS,
      writes.counters,
      'ON CONFLICT (company_id, id) DO UPDATE SET amount_minor = spend_counters.amount_minor + EXCLUDED.amount_minor',
    ),
    insert('feed', 'feed_events', FEED, writes.feed),
    insert('untold', 'spend_fold_queue', UNTOLD, writes.untold),
    part(
      'gates',
      GATES,
      writes.gates,
      (rows) => `UPDATE company_gates g SET next_feed_number = n.next_feed_number FROM (${rows}) n WHERE g.company_id = n.company_id`,
    ),
  ];
}

/** A statement that leaves out what a batch does not write: PostgreSQL prepares each part anew at every execution. */
function statementOf(parts: readonly Part[]): string {
  let next = 1;
  const written = parts.map(({ name, width, sql }) => {
    const text = `${name} AS (${sql(next)})`;
    next += width;
    return text;
  });
  // Foreign keys are looked at when the whole statement is done.
  return `WITH ${written.join(',\n')} SELECT`;
}

const statements = new Map<string, string>();

/** Writes a whole batch in one statement: each counter and balance once, whatever the number of decisions. Null where there is nothing to write. */
export function recordStatement(nowMs: number, writes: Writes): pg.QueryConfig | null {
  const all = partsOf(nowMs, writes);
  const parts = all.filter(({ isEmpty }) => !isEmpty);
  if (parts.length === 0) return null;
  const name = `record-${all.map(({ isEmpty }) => (isEmpty ? 0 : 1)).join('')}`;
  let text = statements.get(name);
  if (text === undefined) statements.set(name, (text = statementOf(parts)));
  return { name, text, values: parts.flatMap((each) => each.parameters()) };
}

export async function record(client: pg.ClientBase, nowMs: number, writes: Writes): Promise<void> {
  const statement = recordStatement(nowMs, writes);
  if (statement !== null) await client.query(statement);
}
