import { type BenchDatabase, withClient } from '../lib/cluster.ts';
import type { LoadResult } from '../lib/load-plan.ts';
import { amountOf, numberOf } from '../lib/purchases.ts';

/** The answers that one load got. */
export type Answered = { readonly run: number; readonly amountMinor?: number | undefined; readonly result: LoadResult };

export type Audit = {
  /** By how much counters stand above a limit, and companies below zero. */
  readonly overspentMinor: bigint;
  /** Approvals that were answered and of which the books know nothing, or another amount. */
  readonly lost: number;
  /** Holds beyond one for a question, and questions answered twice in the books. */
  readonly doubled: number;
};

/** Holds the answers against what is in the database. @throws when its sums disagree with each other */
export async function audit(database: BenchDatabase, answered: readonly Answered[]): Promise<Audit> {
  return withClient(database.adminUrl, async (client) => {
    const one = async (sql: string): Promise<bigint> => {
      const { rows } = await client.query<{ value: string | null }>(sql);
      return BigInt(rows[0]?.value ?? 0);
    };
    for (const [what, sql] of Object.entries(AGREEMENTS)) {
      const difference = await one(sql);
      if (difference !== 0n) throw new Error(`${what}: ${difference}`);
    }
    const { rows } = await client.query<{ jit_token: string; amount: string; holds: string }>(APPROVALS);
    return {
      overspentMinor: (await one(OVER_LIMITS)) + (await one(BELOW_ZERO)),
      lost: lostOf(rows, answered),
      doubled: Number(await one(REPEATED)) + rows.filter(({ holds }) => Number(holds) > 1).length,
    };
  });
}

function lostOf(approvals: readonly { jit_token: string; amount: string; holds: string }[], answered: readonly Answered[]): number {
  const known = new Map(approvals.map(({ jit_token: token, amount, holds }) => [keyOf(numberOf(token)), { amount, holds }]));
  let lost = 0;
  for (const { run, amountMinor, result } of answered) {
    for (const [index, status] of result.statuses.entries()) {
      if (status !== 200) continue;
      const sequence = result.firstSequence + index;
      const approval = known.get(keyOf({ run, sequence }));
      if (approval === undefined || approval.holds !== '1' || Number(approval.amount) !== amountOf({ run, amountMinor }, sequence))
        lost += 1;
    }
  }
  return lost;
}

function keyOf({ run, sequence }: { run: number; sequence: number }): number {
  return run * 2 ** 32 + sequence;
}

/** An approval that came too late was answered with a decline, and its hold was released. */
const STANDING = `a.outcome = 'APPROVED' AND a.released_at IS NULL`;

const APPROVALS = `
  SELECT a.jit_token, a.amount_minor AS amount,
         (SELECT count(*) FROM ledger_transfers l WHERE l.company_id = a.company_id AND l.transaction_id = a.transaction_id AND l.kind = 'hold'
            AND l.amount_minor = a.amount_minor) AS holds
    FROM authorizations a WHERE ${STANDING}`;

const REPEATED = `
  SELECT (SELECT count(*) - count(DISTINCT jit_token) FROM authorizations) + (SELECT count(*) - count(DISTINCT marqeta_transaction_token) FROM transactions) AS value`;

const OVER_LIMITS = `
  SELECT sum(greatest(0, s.amount_minor - (k.config->>'amountMinor')::bigint)) AS value
    FROM spend_counters s
    JOIN spending_controls k ON k.company_id = s.company_id AND k.scope = s.scope AND coalesce(k.subject_id, k.company_id) = s.subject_id
                            AND k.control_type = 'AMOUNT_LIMIT' AND k.config->>'window' = s.period`;

const BELOW_ZERO = `SELECT sum(greatest(0, -balance_minor)) AS value FROM ledger_accounts WHERE account IN ('AVAILABLE', 'HELD')`;

/** Each is zero, or the figures are of a wrong answer. */
const AGREEMENTS: Readonly<Record<string, string>> = {
  'Counters differ from the approvals that count in them': `
    SELECT sum(abs(s.amount_minor - coalesce(counted.amount, 0))) AS value
      FROM spend_counters s
      LEFT JOIN (SELECT a.company_id, counter_id, sum(a.amount_minor) AS amount FROM authorizations a, unnest(a.counter_ids) counter_id
                  WHERE ${STANDING} GROUP BY 1, 2) counted ON counted.company_id = s.company_id AND counted.counter_id = s.id`,
  'Balances differ from the transfers': `
    SELECT sum(abs(b.balance_minor - coalesce(t.amount, 0))) AS value
      FROM ledger_accounts b
      LEFT JOIN (SELECT company_id, currency, account, sum(amount) AS amount FROM (
                   SELECT company_id, currency, credit_account AS account, amount_minor AS amount FROM ledger_transfers
                   UNION ALL SELECT company_id, currency, debit_account, -amount_minor FROM ledger_transfers) sides GROUP BY 1, 2, 3) t
        USING (company_id, currency, account)`,
  'Held money differs from the purchases': `
    SELECT sum(abs(b.balance_minor - coalesce(t.held, 0))) AS value
      FROM ledger_accounts b LEFT JOIN (SELECT company_id, currency, sum(held_minor) AS held FROM transactions GROUP BY 1, 2) t USING (company_id, currency)
     WHERE b.account = 'HELD'`,
  'Answers without a decision record': `
    SELECT count(*) AS value FROM authorizations a WHERE NOT EXISTS (SELECT FROM decision_records d WHERE d.company_id = a.company_id AND d.id = a.id)`,
  'Feed numbers with a gap': `
    SELECT sum(g.next_feed_number - 1 - coalesce(f.events, 0)) AS value
      FROM company_gates g LEFT JOIN (SELECT company_id, count(DISTINCT number) AS events FROM feed_events GROUP BY 1) f USING (company_id)`,
  'Purchases that the feed does not tell': `
    SELECT count(*) AS value FROM transactions t WHERE NOT EXISTS (
      SELECT FROM feed_events f WHERE f.company_id = t.company_id AND f.transaction_id = t.id)`,
};
