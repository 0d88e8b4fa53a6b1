/** What is in transit and what is set aside, against the top-ups and withdrawals of the companies `$1` that are under way. */
export const FUNDS = `
SELECT company_id AS "companyId", currency, sum(abs(coalesce(a.balance_minor, 0) - coalesce(m.minor, 0))) AS difference
  FROM (SELECT company_id, currency, account, balance_minor FROM ledger_accounts
         WHERE company_id = ANY ($1) AND account IN ('IN_TRANSIT', 'RESERVED')) a
  FULL JOIN (SELECT company_id, currency, CASE state WHEN 'IN_TRANSIT' THEN 'IN_TRANSIT' ELSE 'RESERVED' END AS account, sum(amount_minor) AS minor
               FROM fund_movements WHERE company_id = ANY ($1) AND state IN ('IN_TRANSIT', 'RESERVED', 'SENDING') GROUP BY 1, 2, 3) m
    USING (company_id, currency, account)
 GROUP BY 1, 2`;
