/** What spend is put together by. */
export type Dimension = 'TOTAL' | 'PERSON' | 'TEAM' | 'PROGRAM' | 'CATEGORY' | 'MERCHANT' | 'COUNTRY';

/** What a row of `transactions` and a row of `spend_folds` both say of a purchase: what of it may change. */
export const FOLDED = ['part_at', 'part_minor', 'merchant_name', 'merchant_category', 'merchant_country'] as const;
/** What never changes of a purchase, and so stands in `transactions` alone. */
export const OF_THE_HOLDER = ['user_id', 'card_product_id', 'team_ids'] as const;

export const columns = (of: string, names: readonly string[]): string => names.map((name) => `${of}.${name}`).join(', ');

/** First and last local day of the parts of `of`. */
export const daysBetween = (of: string, zone: string): string => `
  SELECT min((at AT TIME ZONE ${zone})::date) AS first_day, max((at AT TIME ZONE ${zone})::date) AS last_day FROM unnest(${of}.part_at) AS at`;

/** The subjects of the row `s`, for each dimension: one, but for the teams of a holder. `TEAM` and `COUNTRY` are empty where there is none. */
const SUBJECTS = `
  SELECT v.dimension, v.subject FROM (VALUES
    ('TOTAL', ''), ('PERSON', s.user_id::text), ('PROGRAM', s.card_product_id::text), ('CATEGORY', s.merchant_category),
    ('MERCHANT', s.merchant_name), ('COUNTRY', coalesce(s.merchant_country, ''))) AS v (dimension, subject)
  UNION ALL
  SELECT 'TEAM', coalesce(team.id::text, '') FROM (SELECT) AS one LEFT JOIN LATERAL unnest(s.team_ids) AS team (id) ON true`;

/**
 * What purchases come to in the sums, by their key. Each of the rows is a purchase with all its subjects, its parts and their days, and a
 * sign. Whatever is in `spend_rollups` was added up by this.
 */
export const rolledUp = (rows: string, zone: string): string => `
  SELECT s.company_id, s.currency, k.dimension, d.day, k.subject, sum(s.sign * d.minor) AS minor,
         sum(CASE WHEN s.first_day = s.last_day THEN s.sign ELSE 0 END) AS purchases
    FROM ${rows} s
   CROSS JOIN LATERAL (SELECT (p.at AT TIME ZONE ${zone})::date AS day, sum(p.minor) AS minor FROM unnest(s.part_at, s.part_minor) AS p (at, minor) GROUP BY 1) d
   CROSS JOIN LATERAL (${SUBJECTS}) k
   GROUP BY 1, 2, 3, 4, 5`;

const was = (name: string): string => `was_${name}`;

/**
 * Common tables of what has to be added to the sums for some purchases of a company: `changed`, those that are not in the sums as they are,
 * beside what of them is there, and `owed`, what is missing. The purchases are joined to nothing but their folds, whatever PostgreSQL expects of them.
 */
export const owedTo = (company: string, ids: string, zone: string): string => `
changed AS MATERIALIZED (
  SELECT t.company_id, t.id, t.currency, ${columns('t', OF_THE_HOLDER)}, ${columns('t', FOLDED)}, d.first_day, d.last_day,
         f.transaction_id IS NOT NULL AS is_folded, ${[...FOLDED, 'first_day', 'last_day'].map((name) => `f.${name} AS ${was(name)}`).join(', ')}
    FROM transactions t CROSS JOIN LATERAL (${daysBetween('t', zone)}) d
    LEFT JOIN spend_folds f ON f.company_id = t.company_id AND f.transaction_id = t.id
   WHERE t.company_id = ${company} AND t.id = ANY (${ids}::uuid[])
     AND CASE WHEN f.transaction_id IS NULL THEN t.part_at <> '{}' ELSE (${columns('t', FOLDED)}) IS DISTINCT FROM (${columns('f', FOLDED)}) END
), sides AS (
  SELECT 1 AS sign, company_id, currency, ${[...OF_THE_HOLDER, ...FOLDED].join(', ')}, first_day, last_day FROM changed
  UNION ALL
  SELECT -1, company_id, currency, ${[...OF_THE_HOLDER, ...FOLDED.map(was)].join(', ')}, was_first_day, was_last_day FROM changed WHERE is_folded
), owed AS (
  SELECT * FROM (${rolledUp('sides', zone)}) each WHERE minor <> 0 OR purchases <> 0
)`;
