import type { EntityManager } from 'typeorm';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { type Reach, reachOf } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import type { TransactionKind, TransactionStatus } from '../ledger/purchase.ts';
import { containing, Parameters } from '../people/reach-sql.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { type Connection, connection, momentOf, type Page } from '../platform/graphql/page.ts';
import { isUuid } from '../platform/ids.ts';
import { type ShownTransaction, shownTransaction, TRANSACTION_COLUMNS, type TransactionRow } from './transaction-row.ts';

export type TransactionsFilter = {
  readonly search?: string | null | undefined;
  readonly status?: readonly TransactionStatus[] | null | undefined;
  readonly kind?: TransactionKind | null | undefined;
  readonly cardId?: string | null | undefined;
  readonly holderId?: string | null | undefined;
  readonly teamId?: string | null | undefined;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
  readonly mcc?: string | null | undefined;
  readonly minAmountMinor?: string | null | undefined;
  readonly maxAmountMinor?: string | null | undefined;
};

/** Counting further would cost more than the figure is worth. */
const COUNTED = 10_000;

/** Purchases that the viewer reaches, the newest first. Two statements at most, however long the page is. */
export async function transactionsPage(
  context: GraphQLContext,
  viewer: Member,
  filter: TransactionsFilter,
  page: Page,
): Promise<Connection<ShownTransaction>> {
  const reach = reachOf(viewer, 'transaction.see');
  const checked = check(filter);
  const manager = await context.read();
  const rows = checked.search === null ? await listed(manager, viewer, reach, checked, page) : await found(manager, reach, checked, page);
  const positionOf = ({ transactedAt, id }: ShownTransaction) => ({ key: transactedAt.toISOString(), id });
  const count = checked.search === null ? async () => counted(await context.read(), viewer, reach, checked) : null;
  return connection(rows.map(shownTransaction), page, positionOf, count);
}

type Checked = Omit<{ readonly [Name in keyof TransactionsFilter]-?: NonNullable<TransactionsFilter[Name]> | null }, 'search'> & {
  readonly search: string | null;
};

/** @throws InvalidInputError. An id that is none finds nothing. */
function check(filter: TransactionsFilter): Checked {
  const { status, kind, from, to, mcc, minAmountMinor, maxAmountMinor } = filter;
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
    minAmountMinor: minor('minAmountMinor', minAmountMinor),
    maxAmountMinor: minor('maxAmountMinor', maxAmountMinor),
  };
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

function listed(manager: EntityManager, viewer: Member, reach: Reach, filter: Checked, { size, after }: Page): Promise<TransactionRow[]> {
  const parameters = new Parameters();
  const where = conditions(viewer, reach, filter, parameters);
  if (after !== null) where.push(`(t.transacted_at, t.id) < (${parameters.value(momentOf(after))}, ${parameters.value(after.id)}::uuid)`);
  return manager.query<TransactionRow[]>(
    `SELECT ${TRANSACTION_COLUMNS} FROM transactions t WHERE ${where.join(' AND ')} ORDER BY t.transacted_at DESC, t.id DESC LIMIT ${size + 1}`,
    parameters.values,
  );
}

async function counted(manager: EntityManager, viewer: Member, reach: Reach, filter: Checked): Promise<number | null> {
  const parameters = new Parameters();
  const where = conditions(viewer, reach, filter, parameters).join(' AND ');
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM (SELECT FROM transactions t WHERE ${where} LIMIT ${COUNTED + 1}) counted`,
    parameters.values,
  );
  return row === undefined || row.count > COUNTED ? null : row.count;
}

function conditions(viewer: Member, reach: Reach, filter: Checked, parameters: Parameters): string[] {
  const all = [`t.company_id = ${parameters.value(viewer.companyId)}`, reached(reach, parameters)];
  const equals = (column: string, value: unknown, cast = '') => {
    if (value !== null) all.push(`${column} = ${parameters.value(value)}${cast}`);
  };
  if (filter.status !== null) all.push(`t.status = ANY (${parameters.value(filter.status)})`);
  equals('t.kind', filter.kind);
  equals('t.card_id', filter.cardId, '::uuid');
  equals('t.user_id', filter.holderId, '::uuid');
  if (filter.teamId !== null) all.push(`${parameters.value(filter.teamId)}::uuid = ANY (t.team_ids)`);
  if (filter.from !== null) all.push(`t.transacted_at >= ${parameters.value(filter.from)}`);
  if (filter.to !== null) all.push(`t.transacted_at < ${parameters.value(filter.to)}`);
  equals('t.merchant_category', filter.mcc);
  if (filter.minAmountMinor !== null) all.push(`t.amount_minor >= ${parameters.value(filter.minAmountMinor)}`);
  if (filter.maxAmountMinor !== null) all.push(`t.amount_minor <= ${parameters.value(filter.maxAmountMinor)}`);
  return all;
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

/** Text is looked for by a function beside the policy, which gives ids; their rows are read under it. */
async function found(manager: EntityManager, reach: Reach, filter: Checked, { size, after }: Page): Promise<TransactionRow[]> {
  if (reach.kind === 'none') return [];
  const { search, ...rest } = filter;
  const within = reach.kind === 'company' ? null : { userId: reach.userId, teamIds: reach.kind === 'teams' ? reach.teamIds : [] };
  const text = search ?? '';
  const ids = await manager.query<{ id: string }[]>(`SELECT id FROM search_transactions($1, $2, $3, $4, $5, ${size + 1})`, [
    containing(text),
    /^[0-9]{4}$/.test(text) ? text : null,
    JSON.stringify({ ...rest, reach: within }),
    after === null ? null : momentOf(after),
    after?.id ?? null,
  ]);
  if (ids.length === 0) return [];
  return manager.query<TransactionRow[]>(
    `SELECT ${TRANSACTION_COLUMNS} FROM transactions t WHERE t.id = ANY ($1) ORDER BY t.transacted_at DESC, t.id DESC`,
    [ids.map(({ id }) => id)],
  );
}
