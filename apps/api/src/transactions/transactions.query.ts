import type { EntityManager } from 'typeorm';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { type Reach, reachOf } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import type { TransactionKind, TransactionStatus } from '../ledger/purchase.ts';
import { containing, Parameters } from '../people/reach-sql.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { checkedKey, keyset, positionsOf, type SortColumn } from '../platform/graphql/keyset.ts';
import { type Connection, connection, type Page, pageOf, type PageRequest } from '../platform/graphql/page.ts';
import { orderOf, type Sort } from '../platform/graphql/sort.type.ts';
import { isUuid } from '../platform/ids.ts';
import { ask } from '../platform/prepared.ts';
import { namedTransaction, type PlacedRow, placedRows, type ShownTransaction, TRANSACTION_COLUMNS, withNames } from './transaction-row.ts';

type TransactionsFilter = {
  readonly search?: string | null | undefined;
  readonly status?: readonly TransactionStatus[] | null | undefined;
  readonly kind?: TransactionKind | null | undefined;
  readonly cardId?: string | null | undefined;
  readonly holderId?: string | null | undefined;
  readonly teamId?: string | null | undefined;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
  readonly mcc?: string | null | undefined;
  readonly merchant?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly programId?: string | null | undefined;
  readonly minAmountMinor?: string | null | undefined;
  readonly maxAmountMinor?: string | null | undefined;
};

export type TransactionSortBy = 'DATE' | 'AMOUNT' | 'MERCHANT';
export type TransactionsAsked = PageRequest & {
  readonly filter?: TransactionsFilter | null;
  readonly sort?: Sort<TransactionSortBy> | null;
};

const NEWEST: Sort<TransactionSortBy> = { by: 'DATE', direction: 'DESC' };
/** `find_transactions` has the same. */
const SORT_COLUMNS: Readonly<Record<TransactionSortBy, SortColumn>> = {
  DATE: { sql: 't.transacted_at', type: 'timestamptz' },
  AMOUNT: { sql: 't.amount_minor', type: 'bigint' },
  MERCHANT: { sql: `lower(t.merchant_name) COLLATE "C"`, type: 'text' },
};

/** What lists are mostly asked for is planned once a connection; a filter, or another order, may want another plan each time. */
const USUAL_SIZES: ReadonlySet<number> = new Set([20, 50, 100]);

type PageAnswer = { page: string | null };

/** Counting further would cost more than the figure is worth. */
const COUNTED = 10_000;

/**
 * Purchases that the viewer reaches. Two statements at most, however long the page is.
 * @param isAll nothing else is read for the document
 */
export async function transactionsPage(
  context: GraphQLContext,
  viewer: Member,
  asked: TransactionsAsked,
  isAll = false,
): Promise<Connection<ShownTransaction>> {
  const sort = asked.sort ?? NEWEST;
  const page = pageOf(asked, orderOf(sort));
  const reach = reachOf(viewer, 'transaction.see');
  const narrowed = narrowedBy(check(asked.filter ?? {}), reach);
  const isWhole = Object.keys(narrowed).length === 0 || reach.kind === 'none';
  const rows = isWhole ? await listed(context, viewer, reach, sort, page, isAll) : await found(await context.read(), narrowed, sort, page);
  const count = async () => (isWhole ? counted(await context.read(), viewer, reach) : countedOf(await context.read(), narrowed));
  return connection(rows.map(namedTransaction), page, positionsOf(rows), count);
}

type Checked = Omit<{ readonly [Name in keyof TransactionsFilter]-?: NonNullable<TransactionsFilter[Name]> | null }, 'search'> & {
  readonly search: string | null;
};

/** @throws InvalidInputError. An id that is none finds nothing. */
function check(filter: TransactionsFilter): Checked {
  const { status, kind, from, to, mcc, merchant, country, minAmountMinor, maxAmountMinor } = filter;
  const id = (text: string | null | undefined) => (text == null ? null : isUuid(text) ? text : NOBODY);
  const minor = (field: string, text: string | null | undefined) => {
    if (text != null && !/^-?[0-9]{1,15}$/.test(text)) throw new InvalidInputError(field, 'An amount is a whole number of minor units.');
    return text ?? null;
  };
  const search = filter.search?.trim() ?? '';
  if (search.length > 100) throw new InvalidInputError('search', 'Search for 100 characters at most.');
  return {
    search: search === '' ? null : search,
    status: status == null || status.length === 0 ? null : status,
    kind: kind ?? null,
    cardId: id(filter.cardId),
    holderId: id(filter.holderId),
    teamId: id(filter.teamId),
    from: from ?? null,
    to: to ?? null,
    mcc: mcc ?? null,
    merchant: merchant ?? null,
    country: country ?? null,
    programId: id(filter.programId),
    minAmountMinor: minor('minAmountMinor', minAmountMinor),
    maxAmountMinor: minor('maxAmountMinor', maxAmountMinor),
  };
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What is asked and nothing else, as the database reads it. Whoever does not see all asks by that for what they see. */
function narrowedBy({ search, ...filter }: Checked, reach: Reach): Readonly<Record<string, unknown>> {
  const asked = Object.entries(filter).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(asked),
    ...(search === null ? {} : { search: { pattern: containing(search), lastFour: /^[0-9]{4}$/.test(search) ? search : null } }),
    ...(reach.kind === 'teams' ? { reach: { userId: reach.userId, teamIds: reach.teamIds } } : {}),
    ...(reach.kind === 'own' && (asked.length > 0 || search !== null) ? { reach: { userId: reach.userId, teamIds: [] } } : {}),
  };
}

async function listed(
  context: GraphQLContext,
  viewer: Member,
  reach: Reach,
  sort: Sort<TransactionSortBy>,
  page: Page,
  isAll: boolean,
): Promise<PlacedRow[]> {
  const parameters = new Parameters();
  const where = ofViewer(viewer, reach, parameters);
  const { key, after, orderBy } = keyset(SORT_COLUMNS[sort.by], sort, 't.id', page, (of) => parameters.value(of));
  const text = withNames(
    `SELECT ${TRANSACTION_COLUMNS}, ${key} AS sort_key FROM transactions t WHERE ${where} AND ${after} ORDER BY ${orderBy} LIMIT ${page.size + 1}`,
    orderBy,
  );
  const name = `transactions of ${reach.kind}, ${page.size}${page.after === null ? '' : ' more'}`;
  const isUsual = sort === NEWEST && USUAL_SIZES.has(page.size);
  const statement = { ...(isUsual ? { name } : {}), text, values: parameters.values };
  return placedRows(isAll ? await context.readOnce<PageAnswer>(statement) : await ask<PageAnswer>(await context.read(), statement));
}

async function counted(manager: EntityManager, viewer: Member, reach: Reach): Promise<number | null> {
  const parameters = new Parameters();
  const where = ofViewer(viewer, reach, parameters);
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM (SELECT FROM transactions t WHERE ${where} LIMIT ${COUNTED + 1}) counted`,
    parameters.values,
  );
  return row === undefined || row.count > COUNTED ? null : row.count;
}

function ofViewer(viewer: Member, reach: Reach, parameters: Parameters): string {
  return `t.company_id = ${parameters.value(viewer.companyId)} AND ${reached(reach, parameters)}`;
}

/** The policy's `transaction.see` as a condition. A purchase belongs to the teams that its holder was in when it was made. */
export function reached(reach: Reach, parameters: Parameters): string {
  switch (reach.kind) {
    case 'company':
      return 'true';
    case 'teams':
      return `(t.user_id = ${parameters.value(reach.userId)} OR t.team_ids && ${parameters.value(reach.teamIds)}::uuid[])`;
    case 'own':
      return `t.user_id = ${parameters.value(reach.userId)}`;
    case 'none':
      return 'false';
  }
}

/** What is asked is looked for by a function beside the policy, which gives ids; their rows are read under it. */
async function found(
  manager: EntityManager,
  narrowed: Readonly<Record<string, unknown>>,
  { by, direction }: Sort<TransactionSortBy>,
  { size, after }: Page,
): Promise<PlacedRow[]> {
  const ids = await manager.query<{ id: string; sort_key: string }[]>(
    `SELECT id, sort_key FROM find_transactions($1, $2, $3, $4, $5, ${size + 1})`,
    [JSON.stringify(narrowed), by, direction, after === null ? null : checkedKey(SORT_COLUMNS[by].type, after.key), after?.id ?? null],
  );
  if (ids.length === 0) return [];
  const answer = await manager.query<PageAnswer[]>(
    withNames(
      `SELECT ${TRANSACTION_COLUMNS}, f.sort_key, f.place FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS f (id, sort_key, place)
         JOIN transactions t ON t.company_id = app_company() AND t.id = f.id`,
      't.place',
    ),
    [ids.map(({ id }) => id), ids.map((one) => one.sort_key)],
  );
  return placedRows(answer);
}

async function countedOf(manager: EntityManager, narrowed: Readonly<Record<string, unknown>>): Promise<number | null> {
  const [row] = await manager.query<{ count: number | null }[]>(`SELECT count_transactions($1, ${COUNTED}) AS count`, [
    JSON.stringify(narrowed),
  ]);
  return row?.count ?? null;
}
