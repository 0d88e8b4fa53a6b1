import { appendFeed } from '../feed/append.ts';
import type { Database } from '../platform/database.ts';
import { gate } from '../platform/gate.ts';
import type { Job } from '../platform/jobs.ts';
import { audit, contextOf, transact } from '../platform/transact.ts';

type Crossed = { company_id: string; currency: string; available: string; is_low: boolean };

/** Settings that say another thing than the balance does: below and not told, or told and no longer below. */
const CROSSED = `
  SELECT s.company_id, s.currency, b.available::text, b.available < s.low_below_minor AS is_low
    FROM fund_settings s
    CROSS JOIN LATERAL (SELECT coalesce(sum(a.balance_minor), 0) AS available FROM ledger_accounts a
      WHERE a.company_id = s.company_id AND a.currency = s.currency AND a.account IN ('AVAILABLE', 'RECEIVABLE')) b
   WHERE coalesce(b.available < s.low_below_minor, false) <> (s.low_since IS NOT NULL)`;

/** Looks every minute whether little is left. What it announces becomes a notification of the admins, once until it rises again. */
export class WatchFunds implements Job<unknown> {
  readonly name = 'funds.watch';
  readonly cron = '* * * * *';

  constructor(private readonly database: Database) {}

  async run(): Promise<void> {
    const { rows } = await this.database.gateway.query<Crossed>(`${CROSSED} ORDER BY s.company_id, s.currency`);
    for (const { company_id: companyId, currency } of rows) await this.#look(companyId, currency);
  }

  #look(companyId: string, currency: string): Promise<void> {
    const actor = { kind: 'system', companyId, name: 'funds' } as const;
    return transact(this.database, { command: 'funds.watch', actor }, async (tx) => {
      await gate(tx, companyId);
      const [crossed] = await tx.query<Crossed[]>(`${CROSSED} AND s.company_id = $1 AND s.currency = $2`, [companyId, currency]);
      if (crossed === undefined) return;
      const { available, is_low: isLow } = crossed;
      await appendFeed(tx, { companyId, kind: 'BALANCE', event: isLow ? 'balance.low' : 'balance.recovered' });
      await tx.query(
        `UPDATE fund_settings SET low_since = $3, low_available_minor = $4, low_feed_number = $5 WHERE company_id = $1 AND currency = $2`,
        isLow
          ? [companyId, currency, this.database.clock.now(), available, String(contextOf(tx).feedNumber)]
          : [companyId, currency, null, null, null],
      );
      audit(tx, { subjectType: 'balance', subjectId: currency, after: { availableMinor: available, isLow } });
    });
  }
}
