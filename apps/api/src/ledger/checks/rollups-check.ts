import { columns, FOLDED, OF_THE_HOLDER, rolledUp } from '../rollups/subjects.ts';

/**
 * Common tables of the companies `$1` whose sums of spend answer reports: `sums`, each beside what the folds of its purchases come to, and
 * `unlike`, purchases that are not as they were folded although nothing waits to be folded of them.
 */
const RECOUNTED = `
WITH marks AS (
  SELECT m.company_id, m.time_zone, m.next_feed_number FROM spend_rollup_marks m JOIN companies c ON c.id = m.company_id AND c.time_zone = m.time_zone
   WHERE m.state = 'READY' AND m.company_id = ANY ($1)
), folds AS (
  SELECT 1 AS sign, m.time_zone, f.*, ${columns('t', OF_THE_HOLDER)}
    FROM marks m JOIN spend_folds f ON f.company_id = m.company_id JOIN transactions t ON t.company_id = f.company_id AND t.id = f.transaction_id
), sums AS (
  SELECT company_id, currency, dimension, day, subject, coalesce(r.minor, 0) AS minor, coalesce(e.minor, 0) AS expected_minor,
         coalesce(r.purchases, 0) AS purchases, coalesce(e.purchases, 0) AS expected_purchases
    FROM (SELECT r.* FROM marks m JOIN spend_rollups r ON r.company_id = m.company_id) r
    FULL JOIN (${rolledUp('folds', 's.time_zone')}) e USING (company_id, currency, dimension, day, subject)
), waiting AS (
  SELECT m.company_id, f.transaction_id FROM marks m JOIN feed_events f ON f.company_id = m.company_id AND f.number >= m.next_feed_number
   WHERE f.transaction_id IS NOT NULL
  UNION SELECT company_id, transaction_id FROM spend_fold_queue WHERE company_id = ANY ($1) AND folded_at IS NULL
), unlike AS (
  SELECT company_id, id, coalesce(t.currency, f.currency) AS currency
    FROM (SELECT t.* FROM marks m JOIN transactions t ON t.company_id = m.company_id WHERE t.part_at <> '{}') t
    FULL JOIN (SELECT f.transaction_id AS id, f.* FROM marks m JOIN spend_folds f ON f.company_id = m.company_id) f USING (company_id, id)
   WHERE (${columns('t', FOLDED)}) IS DISTINCT FROM (${columns('f', FOLDED)})
     AND NOT EXISTS (SELECT FROM waiting w WHERE w.company_id = coalesce(t.company_id, f.company_id) AND w.transaction_id = coalesce(t.id, f.id))
)`;

/** By how much the sums of spend are off: money and purchases together. A purchase that was folded otherwise counts as one. */
export const ROLLUPS = `${RECOUNTED}
SELECT company_id AS "companyId", currency, sum(difference) AS difference
  FROM (SELECT company_id, currency, abs(minor - expected_minor) + abs(purchases - expected_purchases) AS difference FROM sums
        UNION ALL SELECT company_id, currency, 1 FROM unlike) each
 GROUP BY 1, 2`;

export type WrongSum = { readonly key: Readonly<Record<string, string>>; readonly expected: string; readonly found: string };

/** The first of those sums that is off. */
export const WRONG_SUMS = `${RECOUNTED}
SELECT jsonb_build_object('company_id', company_id, 'currency', currency, 'dimension', dimension, 'day', day, 'subject', subject) AS key,
       format('%s of %s purchases', expected_minor, expected_purchases) AS expected, format('%s of %s purchases', minor, purchases) AS found
  FROM sums WHERE minor <> expected_minor OR purchases <> expected_purchases ORDER BY day, dimension, subject LIMIT 1`;

export const WRONG_FOLDS = `${RECOUNTED}
SELECT jsonb_build_object('company_id', company_id, 'transaction_id', id) AS key, 'the purchase as it is' AS expected, 'something else' AS found
  FROM unlike ORDER BY id LIMIT 1`;
