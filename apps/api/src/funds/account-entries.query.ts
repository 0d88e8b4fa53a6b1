import type { EntityManager } from 'typeorm';
import type { Account, TransferKind } from '../ledger/transfer.ts';
import { Parameters } from '../people/reach-sql.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { type Connection, connection, type Page } from '../platform/graphql/page.ts';
import { type Money, money } from '../platform/money.ts';

/** One account of a company and currency, and the moments between which it is looked at: from the first on, until before the second. */
export type AccountSpan = {
  readonly companyId: string;
  readonly currency: string;
  readonly account: Account;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
};

/** A transfer as one account sees it. */
export type AccountEntry = {
  readonly id: string;
  readonly at: Date;
  readonly kind: TransferKind;
  readonly otherAccount: Account;
  /** Negative when it left the account. */
  readonly amount: Money;
  /** Of the account, after it; null in a list that leaves kinds out. */
  readonly balance: Money | null;
  readonly cause: string;
  readonly transactionId: string | null;
};

export type KindSum = { readonly kind: TransferKind; readonly transfers: number; readonly amount: Money };

/** How a balance came to be: what it was, what each kind of transfer did to it, and what it was then. */
export type AccountMakeup = { readonly opening: Money; readonly sums: readonly KindSum[]; readonly closing: Money };

/** Ids carry the time, and the primary key is read in their order: no other index is needed, and the table is written to by decisions. */
function within({ companyId, currency, account, from, to }: AccountSpan, parameters: Parameters): string {
  assertSpan(from, to);
  const [company, code, name] = [parameters.value(companyId), parameters.value(currency), parameters.value(account)];
  const all = [`t.company_id = ${company}`, `t.currency = ${code}`, `(t.debit_account = ${name} OR t.credit_account = ${name})`];
  if (from != null) all.push(`t.id >= uuid_floor(${parameters.value(from)})`);
  if (to != null) all.push(`t.id < uuid_floor(${parameters.value(to)})`);
  return all.join(' AND ');
}

const SIGNED = `CASE WHEN t.credit_account = $3 THEN t.amount_minor ELSE -t.amount_minor END`;

/** @throws InvalidInputError */
export async function accountMakeup(manager: EntityManager, span: AccountSpan): Promise<AccountMakeup> {
  const parameters = new Parameters();
  const rows = await manager.query<{ kind: TransferKind; transfers: number; minor: string }[]>(
    `SELECT t.kind, count(*)::int AS transfers, sum(${SIGNED}) AS minor FROM ledger_transfers t WHERE ${within(span, parameters)}
      GROUP BY t.kind ORDER BY abs(sum(${SIGNED})) DESC, t.kind`,
    parameters.values,
  );
  const closing = await balanceAt(manager, span, span.to ?? null);
  const sums = rows.map(({ kind, transfers, minor }) => ({ kind, transfers, amount: money(minor, span.currency) }));
  const changed = sums.reduce((total, { amount }) => total + amount.minor, 0n);
  return { opening: money(closing - changed, span.currency), sums, closing: money(closing, span.currency) };
}

/** The newest first. The balance after each is carried from page to page by the cursor. @throws InvalidInputError */
export async function accountEntriesPage(
  manager: EntityManager,
  { kinds, ...span }: AccountSpan & { readonly kinds?: readonly TransferKind[] | null | undefined },
  page: Page,
): Promise<Connection<AccountEntry>> {
  const parameters = new Parameters();
  const all = [within(span, parameters)];
  const whole = kinds == null || kinds.length === 0;
  if (!whole) all.push(`t.kind = ANY (${parameters.value(kinds)})`);
  if (page.after !== null) all.push(`t.id < ${parameters.value(page.after.id)}::uuid`);
  const rows = await manager.query<Row[]>(
    `SELECT t.id, t.at, t.kind, t.debit_account, t.credit_account, ${SIGNED} AS minor, t.cause, t.transaction_id FROM ledger_transfers t
      WHERE ${all.join(' AND ')} ORDER BY t.id DESC LIMIT ${page.size + 1}`,
    parameters.values,
  );
  let balance = whole ? await startOf(manager, span, page) : null;
  const entries = rows.map((row) => {
    const minor = BigInt(row.minor);
    const entry = entryOf(row, span, balance);
    if (balance !== null) balance -= minor;
    return entry;
  });
  return connection(entries, page, ({ id, amount, balance: after }) => ({
    // What stands before this one, which is what the next page begins with.
    key: after === null ? '' : String(after.minor - amount.minor),
    id,
  }));
}

type Row = {
  id: string;
  at: Date;
  kind: TransferKind;
  debit_account: Account;
  credit_account: Account;
  minor: string;
  cause: string;
  transaction_id: string | null;
};

function entryOf(row: Row, { account, currency }: AccountSpan, balance: bigint | null): AccountEntry {
  return {
    id: row.id,
    at: row.at,
    kind: row.kind,
    otherAccount: row.debit_account === account ? row.credit_account : row.debit_account,
    amount: money(row.minor, currency),
    balance: balance === null ? null : money(balance, currency),
    cause: row.cause,
    transactionId: row.transaction_id,
  };
}

function startOf(manager: EntityManager, span: AccountSpan, { after }: Page): Promise<bigint> {
  if (after === null) return balanceAt(manager, span, span.to ?? null);
  if (!/^-?\d{1,19}$/.test(after.key)) throw new InvalidInputError('after', 'This cursor is of another list. Begin again without it.');
  return Promise.resolve(BigInt(after.key));
}

/** The balance as it stands, less what came later than the moment. */
async function balanceAt(manager: EntityManager, span: AccountSpan, at: Date | null): Promise<bigint> {
  const { companyId, currency, account } = span;
  const [row] = await manager.query<{ minor: string }[]>(
    `SELECT coalesce((SELECT balance_minor FROM ledger_accounts WHERE company_id = $1 AND currency = $2 AND account = $3), 0)
          - CASE WHEN $4::timestamptz IS NULL THEN 0 ELSE coalesce((SELECT sum(${SIGNED}) FROM ledger_transfers t WHERE t.company_id = $1 AND t.currency = $2
              AND (t.debit_account = $3 OR t.credit_account = $3) AND t.id >= uuid_floor($4)), 0) END AS minor`,
    [companyId, currency, account, at],
  );
  return BigInt(row?.minor ?? '0');
}

function assertSpan(from: Date | null | undefined, to: Date | null | undefined): void {
  if (from != null && to != null && from >= to) throw new InvalidInputError('to', 'The end is after the beginning.');
}
