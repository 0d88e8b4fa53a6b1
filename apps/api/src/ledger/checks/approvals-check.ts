import { SLACK } from './purchases-check.ts';

/**
 * Approvals by the methods `$2`, which hold or take money, of which neither Marqeta has said anything nor we have taken them back, and
 * whose money was not set apart.
 */
const unheld = (which: string): string => `
SELECT a.company_id AS "companyId", a.currency, sum(a.amount_minor) AS difference
  FROM ${which} AND a.outcome = 'APPROVED' AND a.released_at IS NULL AND a.amount_minor > 0 AND a.method = ANY ($2)
   AND NOT EXISTS (SELECT FROM transaction_events e WHERE e.company_id = a.company_id AND e.transaction_id = a.transaction_id)
   AND a.amount_minor > coalesce((SELECT sum(l.amount_minor) FROM ledger_transfers l
         WHERE l.company_id = a.company_id AND l.transaction_id = a.transaction_id AND l.debit_account = 'AVAILABLE'), 0)
 GROUP BY 1, 2`;

export const WHOLE_APPROVALS = unheld('authorizations a WHERE a.company_id = ANY ($1)');

export const RECENT_APPROVALS = unheld(`ledger_check_marks m
  JOIN authorizations a ON a.company_id = m.company_id AND a.id >= uuid_floor(m.looked_at - ${SLACK})
 WHERE m.company_id = ANY ($1)`);
