import { appendFeed } from '../feed/append.ts';
import type { Database } from '../platform/database.ts';
import { DomainError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Money } from '../platform/money.ts';
import { type Actor, audit, transact, type Tx } from '../platform/transact.ts';
import { type Account, balanceChanges, settleOverdraft, topUp, type Transfer } from './transfer.ts';

class TopUpAmountError extends DomainError {
  override readonly name = 'TopUpAmountError';
  readonly kind = 'invalid';
  readonly code = 'TOP_UP_AMOUNT';
  override readonly field = 'amountMinor';
  constructor() {
    super('A top-up is above zero.');
  }
}

/** The company's money as commands change it. What purchases do is written with them. */
export class LedgerService {
  constructor(private readonly database: Database) {}

  /** Money has come from outside and is available at once. @throws TopUpAmountError */
  fund(actor: Actor, amount: Money): Promise<void> {
    if (amount.minor <= 0n) throw new TopUpAmountError();
    const { companyId } = actor;
    return transact(this.database, { command: 'ledger.fund', actor }, async (tx) => {
      await gate(tx, companyId);
      const { currency } = amount;
      await this.#write(tx, companyId, currency, [topUp(amount)], 'ledger.fund');
      await this.#write(tx, companyId, currency, settleOverdraft(...(await fundsOf(tx, companyId, currency))), 'overdraft');
      await appendFeed(tx, { companyId, kind: 'BALANCE', event: 'balance.funded' });
      audit(tx, { subjectType: 'balance', subjectId: currency, after: { toppedUpMinor: amount.minor.toString(), currency } });
    });
  }

  async #write(tx: Tx, companyId: string, currency: string, transfers: readonly Transfer[], cause: string): Promise<void> {
    const { clock } = this.database;
    for (const { kind, debit, credit, minor } of transfers) {
      await tx.query(
        `INSERT INTO ledger_transfers (company_id, id, kind, currency, debit_account, credit_account, amount_minor, cause, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [companyId, uuidv7(clock), kind, currency, debit, credit, minor.toString(), cause, clock.now()],
      );
    }
    for (const [account, minor] of balanceChanges(transfers)) {
      await tx.query(
        `INSERT INTO ledger_accounts AS a (company_id, currency, account, balance_minor) VALUES ($1, $2, $3, $4)
         ON CONFLICT (company_id, currency, account) DO UPDATE SET balance_minor = a.balance_minor + EXCLUDED.balance_minor`,
        [companyId, currency, account, minor.toString()],
      );
    }
  }
}

async function fundsOf(tx: Tx, companyId: string, currency: string): Promise<[bigint, bigint]> {
  const rows = await tx.query<{ account: Account; minor: string }[]>(
    `SELECT account, balance_minor AS minor FROM ledger_accounts WHERE company_id = $1 AND currency = $2`,
    [companyId, currency],
  );
  const of = (account: Account): bigint => BigInt(rows.find((row) => row.account === account)?.minor ?? '0');
  return [of('AVAILABLE'), of('RECEIVABLE')];
}
