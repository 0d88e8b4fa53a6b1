import type { SQLInputValue } from 'node:sqlite';
import { invalidField } from '../core/api-error.ts';
import { DAY_MS } from '../core/clock.ts';
import type { Body } from '../core/resources.ts';
import type { Deps } from './deps.ts';
import { pageOf, type Query, sliceOf } from './listing.ts';
import { oldModel } from './transaction-model.ts';

const LIST = { count: 10, max: 100 };

export interface TransactionRow {
  readonly body: string;
  readonly state: string;
}

/** What a list is of, before the caller filters it; `states` when the caller names none. */
export interface ListOf {
  readonly fixed: Readonly<Record<string, string>>;
  readonly states: string;
  /** Whether only the last thirty days are listed when the caller names no dates. */
  readonly recent: boolean;
}

/** Columns that a query may name; the keys are its parameters. */
const COLUMNS: Readonly<Record<string, string>> = {
  card_token: 'card_token',
  user_token: 'user_token',
  acting_user_token: 'acting_user_token',
  business_token: 'business_token',
  account_token: `json_extract(body, '$.account_token')`,
};

/** `CREDIT` gives to the holder, `DEBIT` takes; what is announced or held is pending (wire-format §9.4). */
const POLARITY = `CASE WHEN state = 'PENDING' THEN 'PENDING_' ELSE '' END || CASE
  WHEN json_extract(body, '$.gpa.impacted_amount') > 0 THEN 'CREDIT'
  WHEN json_extract(body, '$.gpa.impacted_amount') < 0 THEN 'DEBIT'
  WHEN type LIKE 'refund.%' OR type LIKE 'original.credit.%' THEN 'CREDIT' ELSE 'DEBIT' END`;
const POLARITIES = ['CREDIT', 'DEBIT', 'PENDING_CREDIT', 'PENDING_DEBIT'];

const SORTS: Readonly<Record<string, string>> = {
  '-user_transaction_time': 'transaction_time DESC, seq DESC',
  user_transaction_time: 'transaction_time, seq',
  '-created_time': 'created DESC, seq DESC',
  created_time: 'created, seq',
};

/** A page of transactions by the filters of wire-format §9.1. What was written is seen at once; the real list lags by up to hours. */
export function listed(deps: Deps, query: Query, of: ListOf, usualOrder = '-user_transaction_time'): Body {
  const slice = sliceOf(query, LIST);
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, ...given: SQLInputValue[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  const oneOfList = (column: string, text: string): void => {
    const all = text.split(',').map((item) => item.trim());
    where(`${column} IN (${all.map(() => '?').join(', ')})`, ...all);
  };
  for (const [column, value] of Object.entries(of.fixed)) where(`${column} = ?`, value);
  const period = periodOf(query, deps.clock.now(), of.recent);
  if (period !== null) where('transaction_time BETWEEN ? AND ?', period.from, period.to);
  for (const [name, column] of Object.entries(COLUMNS)) if (query[name] !== undefined) where(`${column} = ?`, query[name]);
  if (query['type'] !== undefined) oneOfList('type', query['type']);
  const states = query['state'] ?? of.states;
  if (states !== 'ALL') oneOfList('state', states);
  if (query['polarity'] !== undefined) {
    if (!POLARITIES.includes(query['polarity'])) throw invalidField('polarity', `must be one of ${POLARITIES.join(', ')}`);
    where(`${POLARITY} = ?`, query['polarity']);
  }
  const startIdentifier = query['start_identifier'];
  if (startIdentifier !== undefined) {
    if (!/^\d{1,15}$/.test(startIdentifier)) throw invalidField('start_identifier', 'must be a number');
    where(`CAST(json_extract(body, '$.identifier') AS INTEGER) >= ?`, Number(startIdentifier));
  }
  const asked = query['sort_by'] ?? usualOrder;
  const order = Object.hasOwn(SORTS, asked) ? SORTS[asked] : undefined;
  if (order === undefined) throw invalidField('sort_by', 'cannot be sorted by');
  const rows = deps.store.all<TransactionRow>(
    `SELECT body, state FROM transactions WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...values,
    slice.count + 1,
    slice.startIndex,
  );
  return pageOf(
    rows.map((row) => shown(row, query)),
    slice,
  );
}

/** As the transaction reads now: a message once announced PENDING reads CLEARED when its purchase is over (§9.11). */
export function shown({ body, state }: TransactionRow, query: Query): Body {
  const current = { ...(JSON.parse(body) as Body), state };
  const version = query['version'] ?? 'v2';
  if (version !== 'v1' && version !== 'v2') throw invalidField('version', 'must be v1 or v2');
  return version === 'v1' ? oldModel(current) : current;
}

/** The last thirty days unless dates are given; the same date twice is that day. `null`: any time. */
function periodOf(query: Query, now: number, recent: boolean): { from: number; to: number } | null {
  const { start_date: start, end_date: end } = query;
  if (start === undefined && end === undefined) return recent ? { from: now - 30 * DAY_MS, to: now + DAY_MS } : null;
  const from = start === undefined ? now - 30 * DAY_MS : timeOf('start_date', start);
  const to = end === undefined ? now + DAY_MS : timeOf('end_date', end);
  return { from, to: end?.length === 10 ? to + DAY_MS - 1 : to };
}

function timeOf(name: string, text: string): number {
  const time = Date.parse(text.length === 10 || text.endsWith('Z') ? text : `${text}Z`);
  if (Number.isNaN(time)) throw invalidField(name, 'must be a date');
  return time;
}
