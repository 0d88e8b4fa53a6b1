import type { EntityManager } from 'typeorm';
import type { StoredControl } from '../controls/control-store.ts';
import { BEGINNINGS } from '../controls/idle-lock.job.ts';
import { idAt } from '../platform/ids.ts';
import type { Period } from './history.ts';

const MOST_IDLE_DAYS = 730;

/** Of a purchase `t`: whether a control of scope $2 and subject $3 binds it. `k` is its card. */
const BOUND = `CASE $2 WHEN 'CARD' THEN $3::uuid IN (k.id, k.line_id) WHEN 'PERSON' THEN t.user_id = $3::uuid
  WHEN 'CARD_PROGRAM' THEN t.card_product_id = $3::uuid WHEN 'TEAM' THEN $3::uuid = ANY (t.team_ids) ELSE true END`;

/** Approved after so many whole days without a purchase, each day of the company's zone: the card would have been found frozen. */
const AFTER_IDLENESS = `
SELECT count(*)::int AS count
  FROM (SELECT t.id, t.card_id, t.transacted_at AS at, k.created_at AS made,
               lag(t.transacted_at) OVER (PARTITION BY coalesce(k.line_id, k.id) ORDER BY t.transacted_at, t.id) AS before
          FROM transactions t JOIN cards k ON k.company_id = t.company_id AND k.id = t.card_id
         WHERE t.company_id = $1 AND t.kind = 'PURCHASE' AND t.status <> 'DECLINED' AND t.transacted_at >= $4 AND t.transacted_at < $5 AND ${BOUND}) use
  JOIN companies co ON co.id = $1
 CROSS JOIN LATERAL (
   SELECT greatest(use.made, use.before, (SELECT max(e.at) FROM card_events e
     WHERE e.company_id = $1 AND e.card_id = use.card_id AND e.at < use.at AND e.kind IN (${BEGINNINGS}))) AS at) last
 WHERE use.id > $6 AND (use.at AT TIME ZONE co.time_zone)::date - (last.at AT TIME ZONE co.time_zone)::date > $7`;

const DECLINED_AS_FROZEN = `
SELECT count(*)::int AS count
  FROM authorizations a
  JOIN transactions t ON t.company_id = a.company_id AND t.id = a.transaction_id
  JOIN cards k ON k.company_id = t.company_id AND k.id = t.card_id
 WHERE a.company_id = $1 AND a.id > $4 AND a.id < $5 AND a.reason = 'CARD_FROZEN' AND ${BOUND}`;

/**
 * How many decisions hang on whether an idle lock had frozen the card. It acts between purchases, and nobody knows when the card would
 * have been unfrozen: they are counted, and not decided again.
 */
export async function frozenMeanwhile(
  manager: EntityManager,
  { companyId, fromMs, untilMs }: Period,
  { before, after }: { readonly before: StoredControl | null; readonly after: StoredControl | null },
): Promise<number> {
  const [was, would] = [lockOf(before), lockOf(after)];
  if (was?.idleDays === would?.idleDays) return 0;
  let decisions = 0;
  if (would !== null) {
    const sinceMs = fromMs - (MOST_IDLE_DAYS + 2) * DAY_MS;
    decisions += await counted(manager, AFTER_IDLENESS, [
      ...[companyId, would.scope, would.subjectId, new Date(sinceMs), new Date(untilMs), idAt(fromMs), would.idleDays],
    ]);
  }
  if (was !== null)
    decisions += await counted(manager, DECLINED_AS_FROZEN, [companyId, was.scope, was.subjectId, idAt(fromMs), idAt(untilMs)]);
  return decisions;
}

const DAY_MS = 86_400_000;

/** Null for what freezes no card. */
function lockOf(control: StoredControl | null): (Pick<StoredControl, 'scope' | 'subjectId'> & { readonly idleDays: number }) | null {
  if (control === null || control.controlType !== 'IDLE_LOCK' || !control.isActive || control.mode !== 'ENFORCE') return null;
  const { idleDays } = control.config as { readonly idleDays: number };
  return { scope: control.scope, subjectId: control.subjectId, idleDays };
}

async function counted(manager: EntityManager, sql: string, values: readonly unknown[]): Promise<number> {
  const [row] = await manager.query<{ count: number }[]>(sql, [...values]);
  return row?.count ?? 0;
}
