import type { LedgerCheckCode } from '@afc/words';
import type { Account } from '../transfer.ts';

export type LedgerCheckResult = {
  readonly companyId: string;
  readonly code: LedgerCheckCode;
  readonly currency: string;
  /** Zero when it holds. */
  readonly differenceMinor: bigint;
};

/** One account of a company and currency, as three tables have it. */
export type AccountReading = {
  readonly companyId: string;
  readonly currency: string;
  readonly account: Account;
  readonly balance: bigint;
  /** What all its transfers add up to. */
  readonly transfers: bigint;
  /** What purchases say is in it. */
  readonly purchases: bigint;
};

/** Accounts in which nothing is but what purchases put there. */
const OF_PURCHASES: Readonly<Partial<Record<Account, LedgerCheckCode>>> = {
  HELD: 'HELD_EQUALS_OPEN_AUTHORIZATIONS',
  SPENT: 'SPENT_EQUALS_CLEARED',
  DISPUTES: 'DISPUTES_EQUAL_CREDITED',
  FEES: 'FEES_EQUAL_CHARGED',
};

/** What should hold of the accounts of each company and currency at any moment. */
export function judgeAccounts(readings: readonly AccountReading[]): LedgerCheckResult[] {
  const byFunds = new Map<string, AccountReading[]>();
  for (const reading of readings) {
    const key = `${reading.companyId} ${reading.currency}`;
    byFunds.set(key, [...(byFunds.get(key) ?? []), reading]);
  }
  return [...byFunds.values()].flatMap(judgeFunds);
}

function judgeFunds(accounts: readonly AccountReading[]): LedgerCheckResult[] {
  const [first] = accounts;
  if (first === undefined) return [];
  const { companyId, currency } = first;
  const balanceOf = (account: Account): bigint => accounts.find((one) => one.account === account)?.balance ?? 0n;
  const result = (code: LedgerCheckCode, differenceMinor: bigint): LedgerCheckResult => ({ companyId, code, currency, differenceMinor });
  return [
    result('ACCOUNTS_SUM_TO_ZERO', absolute(total(accounts, ({ balance }) => balance))),
    result(
      'TRANSFERS_BALANCE',
      total(accounts, ({ balance, transfers }) => absolute(balance - transfers)),
    ),
    result('DEBT_IS_RECEIVABLE', misplacedDebt(balanceOf('AVAILABLE'), balanceOf('RECEIVABLE'))),
    ...Object.entries(OF_PURCHASES).map(([account, code]) =>
      result(
        code,
        total(accounts, (one) => (one.account === account ? absolute(one.balance - one.purchases) : 0n)),
      ),
    ),
  ];
}

/** What is below zero belongs into RECEIVABLE, and nothing is owed while something is available. */
function misplacedDebt(available: bigint, receivable: bigint): bigint {
  if (available < 0n) return -available;
  if (receivable > 0n) return receivable;
  return available < -receivable ? available : -receivable;
}

function total<T>(items: readonly T[], of: (item: T) => bigint): bigint {
  return items.reduce((sum, item) => sum + of(item), 0n);
}

function absolute(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}

/** Fees of the programme that no card of the company was charged with have a table of their own. */
export const OF_A_CHARGE = `EXISTS (SELECT FROM company_charges c WHERE c.company_id = l.company_id AND c.token = l.cause)`;
const OF_A_PURCHASE = `(l.transaction_id IS NOT NULL OR ${OF_A_CHARGE})`;

/** Sides of these transfers, by account, with the part of purchases and the part whose ids are before `$2`. */
const sidesOf = (from: string): string => `
  SELECT g.company_id, g.currency, s.account, sum(s.sign * g.minor) AS minor, sum(s.sign * g.of_purchases) AS of_purchases,
         sum(s.sign * g.sealed) AS sealed, sum(s.sign * g.sealed_of_purchases) AS sealed_of_purchases
    FROM (SELECT l.company_id, l.currency, l.debit_account, l.credit_account, sum(l.amount_minor) AS minor,
                 coalesce(sum(l.amount_minor) FILTER (WHERE ${OF_A_PURCHASE}), 0) AS of_purchases,
                 coalesce(sum(l.amount_minor) FILTER (WHERE l.id < uuid_floor($2)), 0) AS sealed,
                 coalesce(sum(l.amount_minor) FILTER (WHERE ${OF_A_PURCHASE} AND l.id < uuid_floor($2)), 0) AS sealed_of_purchases
            FROM ${from} GROUP BY 1, 2, 3, 4) g
    CROSS JOIN LATERAL (VALUES (g.credit_account, 1), (g.debit_account, -1)) AS s (account, sign)
   GROUP BY 1, 2, 3`;

const readings = (moved: string, totals: string, purchases: string): string => `
WITH moved AS (${moved}), totals AS (${totals}), of_purchases AS (${purchases})
SELECT company_id AS "companyId", currency, account, coalesce(a.balance_minor, 0) AS balance, coalesce(t.minor, 0) AS transfers,
       coalesce(p.minor, 0) AS purchases, coalesce(t.sealed, 0) AS sealed, coalesce(t.sealed_of_purchases, 0) AS "sealedOfPurchases"
  FROM (SELECT company_id, currency, account, balance_minor FROM ledger_accounts WHERE company_id = ANY ($1)) a
  FULL JOIN totals t USING (company_id, currency, account)
  FULL JOIN of_purchases p USING (company_id, currency, account)`;

/** Reads every transfer and every purchase of the companies `$1`. */
export const WHOLE_ACCOUNTS = readings(
  sidesOf('ledger_transfers l WHERE l.company_id = ANY ($1)'),
  `SELECT company_id, currency, account, minor, sealed, sealed_of_purchases FROM moved`,
  `SELECT company_id, currency, account, sum(minor) AS minor FROM (
   SELECT t.company_id, t.currency, p.account, p.minor
     FROM (SELECT company_id, currency, sum(held_minor) AS held, sum(cleared_minor) AS cleared, sum(disputed_minor) AS disputed, sum(fees_minor) AS fees
             FROM transactions WHERE company_id = ANY ($1) GROUP BY 1, 2) t
     CROSS JOIN LATERAL (VALUES ('HELD', t.held), ('SPENT', t.cleared), ('DISPUTES', -t.disputed), ('FEES', t.fees)) AS p (account, minor)
   UNION ALL SELECT company_id, currency, 'FEES', -booked_minor FROM company_charges WHERE company_id = ANY ($1) AND type LIKE 'fee.%') said
   GROUP BY 1, 2, 3`,
);

const SEALED = `SELECT company_id, currency, account, minor, of_purchases_minor FROM ledger_sealed_totals WHERE company_id = ANY ($1)`;

/**
 * Reads the transfers since the seal, and what the older ones added up to. What purchases say is told by their transfers here:
 * that these are their positions is another check.
 */
export const RECENT_ACCOUNTS = readings(
  sidesOf(`ledger_check_marks m
    JOIN ledger_transfers l ON l.company_id = m.company_id AND l.id >= uuid_floor(m.sealed_before) WHERE m.company_id = ANY ($1)`),
  `SELECT company_id, currency, account, sum(minor) AS minor, sum(sealed) AS sealed, sum(sealed_of_purchases) AS sealed_of_purchases
     FROM (SELECT company_id, currency, account, minor, minor AS sealed, of_purchases_minor AS sealed_of_purchases FROM (${SEALED}) sealed
           UNION ALL SELECT company_id, currency, account, minor, sealed, sealed_of_purchases FROM moved) parts
    GROUP BY 1, 2, 3`,
  `SELECT company_id, currency, account, sum(minor) AS minor
     FROM (SELECT company_id, currency, account, of_purchases_minor AS minor FROM (${SEALED}) sealed
           UNION ALL SELECT company_id, currency, account, of_purchases FROM moved) parts
    GROUP BY 1, 2, 3`,
);
