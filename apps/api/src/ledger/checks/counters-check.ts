/** How long after its first message a purchase may still count something new, as an increment does. */
const LONGEST_LIFE = `interval '60 days'`;

/** Bounds of the window of a counter `c`. */
const STARTS_AT = 'c.starts_on::timestamp AT TIME ZONE c.zone';
const ENDS_AT = `(c.starts_on + CASE c.period WHEN 'DAY' THEN interval '1 day' WHEN 'WEEK' THEN interval '7 days' ELSE interval '1 month' END) AT TIME ZONE c.zone`;

/** Only keys that an active limit has: others are not kept up, and are counted again before a limit uses them. */
const IS_KEPT_UP = `EXISTS (
  SELECT FROM spending_controls s WHERE s.company_id = c.company_id AND s.is_active AND s.control_type = 'AMOUNT_LIMIT'
     AND s.scope = c.scope AND coalesce(s.subject_id, s.company_id) = c.subject_id
     AND s.config->>'window' = c.period AND s.config->>'currency' = c.unit)`;

/**
 * Counters of the companies `$1` whose windows have not ended at `$2`, against a count from what purchases count. One pass over the
 * purchases of the longest window, whatever the number of counters.
 */
export const COUNTERS = `
WITH counters AS MATERIALIZED (
  SELECT c.company_id, c.id, c.scope, c.subject_id, c.unit, c.amount_minor, ${STARTS_AT} AS starts_at, ${ENDS_AT} AS ends_at
    FROM spend_counters c WHERE c.company_id = ANY ($1) AND ${ENDS_AT} > $2 AND ${IS_KEPT_UP}
), span AS (
  SELECT company_id, min(starts_at) AS first, max(ends_at) AS last FROM counters GROUP BY 1
), parts AS MATERIALIZED (
  SELECT t.company_id, t.currency, t.card_id, k.line_id, t.user_id, t.card_product_id, t.team_ids, p.at, p.minor
    FROM span s
    JOIN transactions t ON t.company_id = s.company_id AND t.transacted_at >= s.first - ${LONGEST_LIFE} AND t.transacted_at < s.last
    JOIN cards k ON k.company_id = t.company_id AND k.id = t.card_id
    CROSS JOIN LATERAL unnest(t.part_at, t.part_minor) AS p (at, minor)
   WHERE p.at >= s.first AND p.at < s.last
), counting AS (
  SELECT company_id, currency, at, minor, 'CARD' AS scope, card_id AS subject_id FROM parts
  UNION ALL SELECT company_id, currency, at, minor, 'CARD', line_id FROM parts WHERE line_id <> card_id
  UNION ALL SELECT company_id, currency, at, minor, 'PERSON', user_id FROM parts
  UNION ALL SELECT company_id, currency, at, minor, 'TEAM', team_id FROM parts, unnest(team_ids) AS team_id
  UNION ALL SELECT company_id, currency, at, minor, 'CARD_PROGRAM', card_product_id FROM parts
  UNION ALL SELECT company_id, currency, at, minor, 'COMPANY', company_id FROM parts
), counted AS (
  SELECT c.company_id, c.id, sum(p.minor) AS minor
    FROM counting p
    JOIN counters c ON c.company_id = p.company_id AND c.scope = p.scope AND c.subject_id = p.subject_id AND c.unit = p.currency
                   AND p.at >= c.starts_at AND p.at < c.ends_at
   GROUP BY 1, 2
)
SELECT c.company_id AS "companyId", c.unit AS currency, sum(abs(c.amount_minor - coalesce(n.minor, 0))) AS difference
  FROM counters c LEFT JOIN counted n USING (company_id, id) GROUP BY 1, 2`;
