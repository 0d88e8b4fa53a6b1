/** How long after its first message a purchase may still count something new, as an increment does. */
const LONGEST_LIFE = `interval '60 days'`;

/** Bounds of the window of a counter `c`. */
const STARTS_AT = 'c.starts_on::timestamp AT TIME ZONE c.zone';
const ENDS_AT = `(c.starts_on + CASE c.period WHEN 'DAY' THEN interval '1 day' WHEN 'WEEK' THEN interval '7 days' WHEN 'MONTH' THEN interval '1 month'
  WHEN 'QUARTER' THEN interval '3 months' WHEN 'LIFETIME' THEN interval '1000 years' ELSE interval '1 year' END) AT TIME ZONE c.zone`;

/** Only keys that an active limit has: others are not kept up, and are counted again before a limit uses them. `co` is the company. */
const IS_KEPT_UP = `CASE c.period WHEN 'WEEK' THEN extract(isodow FROM c.starts_on) = co.week_starts_on
    WHEN 'FISCAL_YEAR' THEN to_char(c.starts_on, 'MM-DD') = co.fiscal_year_starts_on ELSE true END
  AND EXISTS (
  SELECT FROM spending_controls s WHERE s.company_id = c.company_id AND s.is_active
     AND s.control_type = CASE c.unit WHEN 'COUNT' THEN 'COUNT_LIMIT' ELSE 'AMOUNT_LIMIT' END
     AND s.scope = c.scope AND coalesce(s.subject_id, s.company_id) = c.subject_id
     AND CASE s.config->>'window' WHEN 'ROLLING' THEN 'DAY' ELSE s.config->>'window' END = c.period
     AND coalesce(s.config->>'currency', 'COUNT') = c.unit AND coalesce(s.config->>'codes', '') = c.filter
     AND coalesce(s.config->>'timeZone', co.time_zone) = c.zone)`;

/** Whether the counter `c` counts at the merchant category of `p`. A filter is codes and ranges of four digits. */
const COUNTS_THERE = `(c.filter = '' OR EXISTS (
  SELECT FROM regexp_split_to_table(c.filter, ',') r WHERE p.mcc BETWEEN left(r, 4) AND right(r, 4)))`;

/**
 * Counters of the companies `$1` whose windows have not ended at `$2`, against a count from what purchases count: their amounts where
 * they stand, and each purchase that happened once. One pass over the purchases of the longest window, whatever the number of counters.
 */
export const COUNTERS = `
WITH counters AS MATERIALIZED (
  SELECT c.company_id, c.id, c.scope, c.subject_id, c.filter, c.unit, c.amount_minor, ${STARTS_AT} AS starts_at, ${ENDS_AT} AS ends_at, co.currency
    FROM spend_counters c JOIN companies co ON co.id = c.company_id WHERE c.company_id = ANY ($1) AND ${ENDS_AT} > $2 AND ${IS_KEPT_UP}
), span AS (
  SELECT company_id, min(starts_at) AS first, max(ends_at) AS last FROM counters GROUP BY 1
), purchases AS MATERIALIZED (
  SELECT t.company_id, t.currency, t.card_id, k.line_id, t.user_id, t.card_product_id, t.team_ids, t.merchant_category AS mcc,
         t.part_at, t.part_minor, t.transacted_at, t.kind = 'PURCHASE' AND t.status <> 'DECLINED' AS happened, s.first, s.last
    FROM span s
    JOIN transactions t ON t.company_id = s.company_id AND t.transacted_at >= s.first - ${LONGEST_LIFE} AND t.transacted_at < s.last
    JOIN cards k ON k.company_id = t.company_id AND k.id = t.card_id
), parts AS MATERIALIZED (
  SELECT t.company_id, t.card_id, t.line_id, t.user_id, t.card_product_id, t.team_ids, t.mcc, t.currency AS unit, p.at, p.minor
    FROM purchases t CROSS JOIN LATERAL unnest(t.part_at, t.part_minor) AS p (at, minor) WHERE p.at >= t.first AND p.at < t.last
  UNION ALL
  SELECT t.company_id, t.card_id, t.line_id, t.user_id, t.card_product_id, t.team_ids, t.mcc, 'COUNT', t.transacted_at, 1
    FROM purchases t WHERE t.happened AND t.transacted_at >= t.first
), counting AS (
  SELECT company_id, unit, mcc, at, minor, 'CARD' AS scope, card_id AS subject_id FROM parts
  UNION ALL SELECT company_id, unit, mcc, at, minor, 'CARD', line_id FROM parts WHERE line_id <> card_id
  UNION ALL SELECT company_id, unit, mcc, at, minor, 'PERSON', user_id FROM parts
  UNION ALL SELECT company_id, unit, mcc, at, minor, 'TEAM', team_id FROM parts, unnest(team_ids) AS team_id
  UNION ALL SELECT company_id, unit, mcc, at, minor, 'CARD_PROGRAM', card_product_id FROM parts
  UNION ALL SELECT company_id, unit, mcc, at, minor, 'COMPANY', company_id FROM parts
), counted AS (
  SELECT c.company_id, c.id, sum(p.minor) AS minor
    FROM counting p
    JOIN counters c ON c.company_id = p.company_id AND c.scope = p.scope AND c.subject_id = p.subject_id AND c.unit = p.unit
                   AND p.at >= c.starts_at AND p.at < c.ends_at AND ${COUNTS_THERE}
   GROUP BY 1, 2
)
SELECT c.company_id AS "companyId", CASE c.unit WHEN 'COUNT' THEN c.currency ELSE c.unit END AS currency,
       sum(abs(c.amount_minor - coalesce(n.minor, 0))) AS difference
  FROM counters c LEFT JOIN counted n USING (company_id, id) GROUP BY 1, 2`;
