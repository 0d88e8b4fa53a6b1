import type { SQLInputValue } from 'node:sqlite';
import { invalidField, missingField, notFound } from '../core/api-error.ts';
import { DAY_MS } from '../core/clock.ts';
import { asObject } from '../core/fields.ts';
import type { Body } from '../core/resources.ts';
import type { Deps, Routes } from './deps.ts';
import { pageOf, type Query, sliceOf } from './listing.ts';

const LIST = { count: 10, max: 100 };

interface Row {
  body: string;
  state: string;
}

/** Wire-format §9.1-§9.3. What is written is seen at once; the real list lags by up to hours. */
export const transactionRoutes: Routes = (app, deps) => {
  app.get('/transactions', async (request) => listed(deps, request.query as Query, {}));

  app.get('/cards/:token/transactions', async (request) =>
    listed(deps, request.query as Query, { card_token: (request.params as { token: string }).token }),
  );

  app.get('/transactions/:token', async (request) => {
    const row = deps.store.get<Row>('SELECT body, state FROM transactions WHERE token = ?', (request.params as { token: string }).token);
    if (row === undefined) throw notFound('Transaction');
    return shown(row);
  });

  app.get('/transactions/:token/related', async (request) => {
    const { token } = request.params as { token: string };
    const first = deps.store.get<{ purchase: string }>('SELECT purchase FROM transactions WHERE token = ?', token);
    if (first === undefined) throw notFound('Transaction');
    const slice = sliceOf(request.query as Query, LIST);
    const rows = deps.store.all<Row>(
      'SELECT body, state FROM transactions WHERE purchase = ? ORDER BY seq LIMIT ? OFFSET ?',
      first.purchase,
      slice.count + 1,
      slice.startIndex,
    );
    return pageOf(rows.map(shown), slice);
  });

  app.post('/transactions/authorizationreversal', async (request, reply) => {
    const original = asObject(request.body)['original_transaction_token'];
    if (typeof original !== 'string') throw missingField('original_transaction_token');
    const { transaction } = await deps.network.release(original);
    return reply.code(201).send({ transaction });
  });
};

/** As the transaction reads now: a message once announced PENDING reads CLEARED when its purchase is over (§9.11). */
function shown({ body, state }: Row): Body {
  return { ...(JSON.parse(body) as Body), state };
}

const COLUMNS = ['card_token', 'user_token', 'acting_user_token', 'business_token'] as const;
const SORTS: Readonly<Record<string, string>> = {
  '-user_transaction_time': 'transaction_time DESC, seq DESC',
  user_transaction_time: 'transaction_time, seq',
  '-created_time': 'created DESC, seq DESC',
  created_time: 'created, seq',
};

function listed(deps: Deps, query: Query, fixed: Readonly<Record<string, string>>): Body {
  const slice = sliceOf(query, LIST);
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const where = (condition: string, ...given: SQLInputValue[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  const period = periodOf(query, deps.clock.now());
  where('transaction_time BETWEEN ? AND ?', period.from, period.to);
  for (const column of COLUMNS) {
    const value = fixed[column] ?? query[column];
    if (value !== undefined) where(`${column} = ?`, value);
  }
  const oneOfList = (column: string, text: string): void => {
    const all = text.split(',');
    where(`${column} IN (${all.map(() => '?').join(', ')})`, ...all);
  };
  if (query['type'] !== undefined) oneOfList('type', query['type']);
  const states = query['state'] ?? 'PENDING,COMPLETION';
  if (states !== 'ALL') oneOfList('state', states);
  const order = SORTS[query['sort_by'] ?? '-user_transaction_time'];
  if (order === undefined) throw invalidField('sort_by', 'cannot be sorted by');
  const rows = deps.store.all<Row>(
    `SELECT body, state FROM transactions WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...values,
    slice.count + 1,
    slice.startIndex,
  );
  return pageOf(rows.map(shown), slice);
}

/** The last thirty days unless both dates are given; the same date twice is that day. */
function periodOf(query: Query, now: number): { from: number; to: number } {
  const { start_date: start, end_date: end } = query;
  if (start === undefined && end === undefined) return { from: now - 30 * DAY_MS, to: now + DAY_MS };
  const from = start === undefined ? now - 30 * DAY_MS : timeOf('start_date', start);
  const to = end === undefined ? now + DAY_MS : timeOf('end_date', end);
  return { from, to: end?.length === 10 ? to + DAY_MS - 1 : to };
}

function timeOf(name: string, text: string): number {
  const time = Date.parse(text.length === 10 || text.endsWith('Z') ? text : `${text}Z`);
  if (Number.isNaN(time)) throw invalidField(name, 'must be a date');
  return time;
}
