import type pg from 'pg';
import type { Clock } from '../platform/clock.ts';
import type { Job } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';

type LedgerCheckCode =
  | 'TRANSFERS_BALANCE'
  | 'HELD_EQUALS_OPEN_AUTHORIZATIONS'
  | 'SPENT_EQUALS_CLEARED'
  | 'DISPUTES_EQUAL_CREDITED'
  | 'COUNTERS_EQUAL_RECOUNT';

export type LedgerCheckResult = {
  readonly companyId: string;
  readonly code: LedgerCheckCode;
  readonly currency: string;
  /** Zero when it holds. */
  readonly differenceMinor: bigint;
};

/** What should hold at any moment, each as the difference that should be zero. One snapshot for all. */
const CHECKS: Readonly<Record<LedgerCheckCode, string>> = {
  TRANSFERS_BALANCE: `
    SELECT a.company_id, a.currency, sum(abs(a.balance_minor - coalesce(t.minor, 0))) AS difference
      FROM ledger_accounts a
      LEFT JOIN (SELECT company_id, currency, account, sum(minor) AS minor FROM (
                   SELECT company_id, currency, credit_account AS account, amount_minor AS minor FROM ledger_transfers WHERE company_id = ANY ($1)
                   UNION ALL SELECT company_id, currency, debit_account, -amount_minor FROM ledger_transfers WHERE company_id = ANY ($1)) moves
                  GROUP BY company_id, currency, account) t USING (company_id, currency, account)
     WHERE a.company_id = ANY ($1) GROUP BY a.company_id, a.currency`,
  HELD_EQUALS_OPEN_AUTHORIZATIONS: `
    SELECT a.company_id, a.currency, abs(a.balance_minor - coalesce((SELECT sum(t.held_minor) FROM transactions t
             WHERE t.company_id = a.company_id AND t.currency = a.currency), 0)) AS difference
      FROM ledger_accounts a WHERE a.company_id = ANY ($1) AND a.account = 'HELD'`,
  SPENT_EQUALS_CLEARED: `
    SELECT a.company_id, a.currency, abs(a.balance_minor - coalesce((SELECT sum(t.cleared_minor) FROM transactions t
             WHERE t.company_id = a.company_id AND t.currency = a.currency), 0)) AS difference
      FROM ledger_accounts a WHERE a.company_id = ANY ($1) AND a.account = 'SPENT'`,
  DISPUTES_EQUAL_CREDITED: `
    SELECT a.company_id, a.currency, abs(a.balance_minor + coalesce((SELECT sum(t.disputed_minor) FROM transactions t
             WHERE t.company_id = a.company_id AND t.currency = a.currency AND t.disputed_minor <> 0), 0)) AS difference
      FROM ledger_accounts a WHERE a.company_id = ANY ($1) AND a.account = 'DISPUTES'`,
  // Only keys that an active limit has: others are not kept up, and are counted again before a limit uses them.
  COUNTERS_EQUAL_RECOUNT: `
    SELECT c.company_id, c.unit AS currency, sum(abs(c.amount_minor - coalesce((
             SELECT sum(p.minor) FROM transactions t, unnest(t.part_at, t.part_minor) AS p (at, minor)
              WHERE t.company_id = c.company_id AND t.currency = c.unit
                AND t.transacted_at >= w.starts_at - interval '60 days' AND t.transacted_at < w.ends_at
                AND p.at >= w.starts_at AND p.at < w.ends_at
                AND CASE c.scope WHEN 'CARD' THEN t.card_id = ANY (line.card_ids) WHEN 'PERSON' THEN t.user_id = c.subject_id
                                 WHEN 'TEAM' THEN c.subject_id = ANY (t.team_ids) WHEN 'CARD_PROGRAM' THEN t.card_product_id = c.subject_id
                                 ELSE true END), 0))) AS difference
      FROM spend_counters c
      CROSS JOIN LATERAL (SELECT c.starts_on::timestamp AT TIME ZONE c.zone AS starts_at,
             (c.starts_on + CASE c.period WHEN 'DAY' THEN interval '1 day' WHEN 'WEEK' THEN interval '7 days' ELSE interval '1 month' END) AT TIME ZONE c.zone AS ends_at) w
      CROSS JOIN LATERAL (SELECT ARRAY(SELECT k.id FROM cards k WHERE c.scope = 'CARD' AND k.company_id = c.company_id
                                          AND (k.id = c.subject_id OR k.line_id = c.subject_id)) AS card_ids) line
     WHERE c.company_id = ANY ($1) AND w.ends_at > $2
       AND EXISTS (SELECT 1 FROM spending_controls s WHERE s.company_id = c.company_id AND s.is_active AND s.control_type = 'AMOUNT_LIMIT'
                      AND s.scope = c.scope AND coalesce(s.subject_id, s.company_id) = c.subject_id
                      AND s.config->>'window' = c.period AND s.config->>'currency' = c.unit)
     GROUP BY c.company_id, c.unit`,
};

/** Looks whether the books of these companies are right at this moment. */
export async function checkLedger(gateway: pg.Pool, now: Date, companyIds: readonly string[]): Promise<LedgerCheckResult[]> {
  const client = await gateway.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 60000');
    const results: LedgerCheckResult[] = [];
    for (const [code, sql] of Object.entries(CHECKS) as [LedgerCheckCode, string][]) {
      const values = sql.includes('$2') ? [companyIds, now] : [companyIds];
      const { rows } = await client.query<{ company_id: string; currency: string; difference: string }>(sql, values);
      for (const { company_id: companyId, currency, difference } of rows)
        results.push({ companyId, code, currency, differenceMinor: BigInt(difference) });
    }
    await client.query('COMMIT');
    return results;
  } finally {
    client.release();
  }
}

export type CheckLedgerDeps = { readonly gateway: pg.Pool; readonly clock: Clock; readonly log: Log };

/** Checks every company's books and keeps the last result of each check, for the page and for who is on call. */
export function checkLedgerJob({ gateway, clock, log }: CheckLedgerDeps): Job<unknown> {
  return {
    name: 'ledger.check',
    cron: '*/5 * * * *',
    atStart: true,
    async run() {
      const { rows } = await gateway.query<{ id: string }>('SELECT id FROM companies ORDER BY id');
      for (let i = 0; i < rows.length; i += COMPANIES_AT_ONCE) {
        const results = await checkLedger(
          gateway,
          clock.now(),
          rows.slice(i, i + COMPANIES_AT_ONCE).map(({ id }) => id),
        );
        for (const { differenceMinor, ...check } of results)
          if (differenceMinor !== 0n) log.error({ check, differenceMinor: differenceMinor.toString() }, 'a ledger check is broken');
        await keep(gateway, clock.now(), results);
      }
    },
  };
}

const COMPANIES_AT_ONCE = 50;

async function keep(gateway: pg.Pool, now: Date, results: readonly LedgerCheckResult[]): Promise<void> {
  await gateway.query(
    `INSERT INTO ledger_checks (company_id, code, currency, holds, difference_minor, checked_at)
     SELECT company_id, code, currency, difference = 0, nullif(difference, 0), $5 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) AS r (company_id, code, currency, difference)
     ON CONFLICT (company_id, code, currency) DO UPDATE SET holds = EXCLUDED.holds, difference_minor = EXCLUDED.difference_minor, checked_at = EXCLUDED.checked_at`,
    [
      results.map(({ companyId }) => companyId),
      results.map(({ code }) => code),
      results.map(({ currency }) => currency),
      results.map(({ differenceMinor }) => differenceMinor.toString()),
      now,
    ],
  );
}
