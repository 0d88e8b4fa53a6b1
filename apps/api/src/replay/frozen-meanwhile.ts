import type { EntityManager } from 'typeorm';
import type { StoredControl } from '../controls/control-store.ts';
import { BEGINNINGS } from '../controls/idle-lock.job.ts';
import { idAt } from '../platform/ids.ts';
import type { Period } from './history.ts';

/** Of a purchase `t`: whether a control of scope $2 and subject $3 binds it. `k` is its card. */
const BOUND = `CASE $2 WHEN 'CARD' THEN $3::uuid IN (k.id, k.line_id) WHEN 'PERSON' THEN t.user_id = $3::uuid
  WHEN 'CARD_PROGRAM' THEN t.card_product_id = $3::uuid WHEN 'TEAM' THEN $3::uuid = ANY (t.team_ids) ELSE true END`;

/** Approved after so many whole days without a purchase, each day of the company's zone: the card would have been found frozen. */
const AFTER_IDLENESS = `
SELECT count(*)::int AS count
  FROM (SELECT ${BOUND} AS bound, t.card_id, t.transacted_at AS at, k.created_at AS made, coalesce(k.line_id, k.id) AS line,
               lag(t.transacted_at) OVER (PARTITION BY coalesce(k.line_id, k.id) ORDER BY t.transacted_at, t.id) AS before
          FROM transactions t JOIN cards k ON k.company_id = t.company_id AND k.id = t.card_id
         WHERE t.company_id = $1 AND t.id > $4 AND t.id < $5 AND t.kind = 'PURCHASE' AND t.status <> 'DECLINED'
           -- The use before counts whether it was bound or not; of other cards there is none.
           AND ($2 <> 'CARD' OR $3::uuid IN (k.id, k.line_id))) used
  JOIN companies co ON co.id = $1
 CROSS JOIN LATERAL (
   SELECT greatest(
     used.made,
     -- Only of the first one of the period is it looked for farther back.
     coalesce(used.before, (SELECT max(earlier.transacted_at) FROM cards line CROSS JOIN LATERAL (
        SELECT t.transacted_at FROM transactions t
         WHERE t.company_id = $1 AND t.card_id = line.id AND t.kind = 'PURCHASE' AND t.status <> 'DECLINED' AND t.transacted_at < used.at
         ORDER BY t.transacted_at DESC LIMIT 1) earlier
       WHERE line.company_id = $1 AND used.line IN (line.id, line.line_id))),
     (SELECT max(e.at) FROM card_events e
       WHERE e.company_id = $1 AND e.card_id = used.card_id AND e.at < used.at AND e.kind IN (${BEGINNINGS}))) AS at) last
 WHERE used.bound AND (used.at AT TIME ZONE co.time_zone)::date - (last.at AT TIME ZONE co.time_zone)::date > $6`;

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
  const period = [idAt(fromMs), idAt(untilMs)];
  if (would !== null)
    decisions += await counted(manager, AFTER_IDLENESS, [companyId, would.scope, would.subjectId, ...period, would.idleDays]);
  if (was !== null) decisions += await counted(manager, DECLINED_AS_FROZEN, [companyId, was.scope, was.subjectId, ...period]);
  return decisions;
}

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
