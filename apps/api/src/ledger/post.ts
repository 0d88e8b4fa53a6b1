import { uuidv7 } from '../platform/ids.ts';
import { contextOf, type Tx } from '../platform/transact.ts';
import { type Account, balanceChanges, settleOverdraft, type Transfer } from './transfer.ts';

export type Posting = {
  readonly companyId: string;
  readonly currency: string;
  /** Name of the command that made it necessary. */
  readonly cause: string;
};

/**
 * Writes a command's transfers, under the company's gate, and then what they make the company owe or pay back. What purchases do is
 * written with them.
 * @returns the ids of all of them
 */
export async function post(tx: Tx, posting: Posting, transfers: readonly Transfer[]): Promise<string[]> {
  if (transfers.length === 0) return [];
  const ids = await write(tx, posting, transfers);
  const { available, receivable } = await fundsOf(tx, posting.companyId, posting.currency);
  return [...ids, ...(await write(tx, { ...posting, cause: 'overdraft' }, settleOverdraft(available, receivable)))];
}

/** What is available, and what is owed as a negative amount. */
export async function fundsOf(tx: Tx, companyId: string, currency: string): Promise<{ available: bigint; receivable: bigint }> {
  const rows = await tx.query<{ account: Account; minor: string }[]>(
    `SELECT account, balance_minor AS minor FROM ledger_accounts WHERE company_id = $1 AND currency = $2`,
    [companyId, currency],
  );
  const of = (account: Account): bigint => BigInt(rows.find((row) => row.account === account)?.minor ?? '0');
  return { available: of('AVAILABLE'), receivable: of('RECEIVABLE') };
}

async function write(tx: Tx, { companyId, currency, cause }: Posting, transfers: readonly Transfer[]): Promise<string[]> {
  const { clock } = contextOf(tx).database;
  const ids: string[] = [];
  for (const { kind, debit, credit, minor } of transfers) {
    const id = uuidv7(clock);
    await tx.query(
      `INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, cause, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [companyId, id, kind, currency, debit, credit, minor.toString(), cause, clock.now()],
    );
    ids.push(id);
  }
  for (const [account, minor] of balanceChanges(transfers)) {
    await tx.query(
      `INSERT INTO ledger_accounts AS a (company_id, currency, account, balance_minor) VALUES ($1, $2, $3, $4)
       ON CONFLICT (company_id, currency, account) DO UPDATE SET balance_minor = a.balance_minor + EXCLUDED.balance_minor`,
      [companyId, currency, account, minor.toString()],
    );
  }
  return ids;
}
