import type pg from 'pg';
import type { LedgerCheckResult } from './accounts-check.ts';
import type { SealedTotal } from './check-ledger.ts';

/** How far a company was looked at, and where its gate stands now. */
export type Mark = {
  readonly companyId: string;
  readonly nextFeedNumber: string;
  readonly controlsVersion: string;
  /** Null when nobody has looked yet. */
  readonly seen: {
    readonly nextFeedNumber: string;
    readonly controlsVersion: string;
    readonly sealedBefore: Date;
    readonly toCount: boolean;
    readonly countedAt: Date;
  } | null;
  readonly isBroken: boolean;
};

type MarkRow = {
  company_id: string;
  next_feed_number: string;
  controls_version: string;
  seen_feed_number: string | null;
  seen_version: string | null;
  sealed_before: Date | null;
  to_count: boolean | null;
  counted_at: Date | null;
  is_broken: boolean;
};

export async function marksOf(client: pg.ClientBase, companyIds: readonly string[]): Promise<Mark[]> {
  const { rows } = await client.query<MarkRow>(
    `SELECT g.company_id, g.next_feed_number, g.controls_version, m.next_feed_number AS seen_feed_number, m.controls_version AS seen_version,
            m.sealed_before, m.to_count, m.counted_at,
            EXISTS (SELECT FROM ledger_checks c WHERE c.company_id = g.company_id AND NOT c.holds) AS is_broken
       FROM company_gates g LEFT JOIN ledger_check_marks m ON m.company_id = g.company_id WHERE g.company_id = ANY ($1)`,
    [companyIds],
  );
  return rows.map((row) => ({
    companyId: row.company_id,
    nextFeedNumber: row.next_feed_number,
    controlsVersion: row.controls_version,
    seen:
      row.seen_feed_number === null || row.seen_version === null || row.sealed_before === null || row.counted_at === null
        ? null
        : {
            nextFeedNumber: row.seen_feed_number,
            controlsVersion: row.seen_version,
            sealedBefore: row.sealed_before,
            toCount: row.to_count ?? true,
            countedAt: row.counted_at,
          },
    isBroken: row.is_broken,
  }));
}

/** Something of the company has changed since it was looked at. */
export function isTouched({ nextFeedNumber, controlsVersion, seen }: Mark): boolean {
  return seen === null || seen.nextFeedNumber !== nextFeedNumber || seen.controlsVersion !== controlsVersion;
}

const TOTALS = `
  INSERT INTO ledger_sealed_totals (company_id, currency, account, minor, of_purchases_minor)
  SELECT * FROM unnest($6::uuid[], $7::text[], $8::text[], $9::numeric[], $10::numeric[]) AS t (company_id, currency, account, minor, of_purchases_minor)
   WHERE t.company_id IN (SELECT company_id FROM marked)
  ON CONFLICT (company_id, currency, account) DO UPDATE SET minor = EXCLUDED.minor, of_purchases_minor = EXCLUDED.of_purchases_minor`;

function totals(sealed: readonly SealedTotal[]): unknown[] {
  return [
    sealed.map(({ companyId }) => companyId),
    sealed.map(({ currency }) => currency),
    sealed.map(({ account }) => account),
    sealed.map(({ minor }) => minor.toString()),
    sealed.map(({ ofPurchases }) => ofPurchases.toString()),
  ];
}

export type Looked = { readonly at: Date; readonly sealedBefore: Date; readonly sealed: readonly SealedTotal[] };

/** After a look at everything: begins anew from here. */
export async function replaceMarks(pool: pg.Pool, marks: readonly Mark[], { at, sealedBefore, sealed }: Looked): Promise<void> {
  await pool.query(
    `WITH marked AS (
       INSERT INTO ledger_check_marks (company_id, next_feed_number, controls_version, sealed_before, looked_at, counted_at, to_count, whole_at)
       SELECT company_id, next_feed_number, controls_version, $4::timestamptz, $5::timestamptz, $5::timestamptz, false, $5::timestamptz
         FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS g (company_id, next_feed_number, controls_version)
       ON CONFLICT (company_id) DO UPDATE SET next_feed_number = EXCLUDED.next_feed_number, controls_version = EXCLUDED.controls_version,
         sealed_before = EXCLUDED.sealed_before, looked_at = EXCLUDED.looked_at, counted_at = EXCLUDED.counted_at, to_count = false, whole_at = EXCLUDED.whole_at
       RETURNING company_id)
     ${TOTALS}`,
    [
      marks.map(({ companyId }) => companyId),
      marks.map(({ nextFeedNumber }) => nextFeedNumber),
      marks.map(({ controlsVersion }) => controlsVersion),
      ...[sealedBefore, at],
      ...totals(sealed),
    ],
  );
}

/** After a look at what was new. A mark that somebody else has moved meanwhile stays where it is. */
export async function advanceMarks(pool: pg.Pool, marks: readonly Mark[], { at, sealedBefore, sealed }: Looked): Promise<void> {
  const known = marks.flatMap(({ seen, ...mark }) => (seen === null ? [] : [{ ...mark, was: seen.sealedBefore }]));
  await pool.query(
    `WITH marked AS (
       UPDATE ledger_check_marks m SET next_feed_number = g.next_feed_number, controls_version = g.controls_version,
              sealed_before = greatest(m.sealed_before, $4::timestamptz), looked_at = $5::timestamptz, to_count = true
         FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $11::timestamptz[]) AS g (company_id, next_feed_number, controls_version, was)
        WHERE m.company_id = g.company_id AND m.sealed_before = g.was
       RETURNING m.company_id)
     ${TOTALS}`,
    [
      known.map(({ companyId }) => companyId),
      known.map(({ nextFeedNumber }) => nextFeedNumber),
      known.map(({ controlsVersion }) => controlsVersion),
      ...[sealedBefore, at],
      ...totals(sealed),
      known.map(({ was }) => was),
    ],
  );
}

/** The counters of a company were found right. */
export async function markCounted(pool: pg.Pool, companyId: string, at: Date): Promise<void> {
  await pool.query(`UPDATE ledger_check_marks SET to_count = false, counted_at = $2 WHERE company_id = $1`, [companyId, at]);
}

/** Keeps the last result of each check. @returns those that held before and do not any more */
export async function keepResults(
  pool: pg.Pool,
  results: readonly LedgerCheckResult[],
  { at, isWhole }: { readonly at: Date; readonly isWhole: boolean },
): Promise<string[]> {
  if (results.length === 0) return [];
  const { rows } = await pool.query<{ code: string; is_new: boolean }>(
    `INSERT INTO ledger_checks AS k (company_id, code, currency, holds, difference_minor, checked_at, whole_at, broken_since)
     SELECT company_id, code, currency, difference = 0, nullif(difference, 0), $5::timestamptz, CASE WHEN $6 THEN $5::timestamptz END, CASE WHEN difference <> 0 THEN $5::timestamptz END
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) AS r (company_id, code, currency, difference)
     ON CONFLICT (company_id, code, currency) DO UPDATE SET holds = EXCLUDED.holds, difference_minor = EXCLUDED.difference_minor, checked_at = EXCLUDED.checked_at,
       whole_at = coalesce(EXCLUDED.whole_at, k.whole_at), broken_since = CASE WHEN NOT EXCLUDED.holds THEN coalesce(k.broken_since, EXCLUDED.broken_since) END
     RETURNING code, coalesce(broken_since = $5::timestamptz, false) AS is_new`,
    [
      results.map(({ companyId }) => companyId),
      results.map(({ code }) => code),
      results.map(({ currency }) => currency),
      results.map(({ differenceMinor }) => differenceMinor.toString()),
      ...[at, isWhole],
    ],
  );
  return rows.filter(({ is_new: isNew }) => isNew).map(({ code }) => code);
}

export type RunKind = 'RECENT' | 'WHOLE';

export async function keepRun(
  pool: pg.Pool,
  kind: RunKind,
  { startedAt, finishedAt, companies }: { readonly startedAt: Date; readonly finishedAt: Date; readonly companies: number },
): Promise<void> {
  await pool.query(
    `INSERT INTO ledger_check_runs (kind, started_at, finished_at, companies) VALUES ($1, $2, $3, $4)
     ON CONFLICT (kind) DO UPDATE SET started_at = EXCLUDED.started_at, finished_at = EXCLUDED.finished_at, companies = EXCLUDED.companies`,
    [kind, startedAt, finishedAt, companies],
  );
}
