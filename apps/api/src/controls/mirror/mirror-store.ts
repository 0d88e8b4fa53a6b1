import type { EntityManager } from 'typeorm';
import type { Change } from '../../marqeta/provisioning/drift.ts';
import type { Tx } from '../../platform/transact.ts';
import { CLOCK_OF_COMPANY, type CompanyClock, zoneAndCalendar } from '../company-clock.ts';
import { compileControls, isWindowLimit } from '../compile.ts';
import { CONTROL_COLUMNS, type StoredControl } from '../control-store.ts';
import { type Mirror, mirrorsOf, type MirrorTarget, type Spending } from './mirrored.ts';
import { type MirrorRow, toldOf } from './plan-mirrors.ts';

/** All that a plan looks at, of one company. */
export type MirrorFacts = { readonly wanted: readonly Mirror[]; readonly rows: readonly StoredMirror[] };
type StoredMirror = MirrorRow & { readonly target: MirrorTarget };

export async function gatherMirrors(manager: EntityManager, companyId: string, nowMs: number): Promise<MirrorFacts> {
  const controls = await manager.query<StoredControl[]>(
    `SELECT ${CONTROL_COLUMNS} FROM spending_controls c WHERE c.company_id = $1 AND c.removed_at IS NULL AND c.is_active ORDER BY c.id`,
    [companyId],
  );
  const targets = { products: await productsOf(manager, companyId), users: await usersOf(manager, companyId, controls) };
  const counted = await countedOf(manager, companyId, controls, nowMs);
  // What an exception lets through must not fail at Marqeta: while one lasts, nothing of ours stands there. Used up or not: what it let
  // through may still be added to, and is let through again.
  const mirrored = (await hasOpenException(manager, companyId, nowMs)) ? [] : controls;
  return { wanted: mirrorsOf(mirrored, targets, ({ id }) => counted.get(id) ?? 0n), rows: await rowsOf(manager, companyId, nowMs) };
}

async function hasOpenException(manager: EntityManager, companyId: string, nowMs: number): Promise<boolean> {
  const [row] = await manager.query<{ open: boolean }[]>(
    `SELECT EXISTS (SELECT FROM control_exceptions WHERE company_id = $1 AND ended_at IS NULL AND expires_at > $2) AS open`,
    [companyId, new Date(nowMs)],
  );
  return row?.open ?? false;
}

type Target = { id: string; token: string; currencies: string[] };

async function productsOf(manager: EntityManager, companyId: string): Promise<Map<string, Spending>> {
  const rows = await manager.query<Target[]>(
    `SELECT id, marqeta_product_token AS token, ARRAY[currency] AS currencies FROM card_products
      WHERE company_id = $1 AND marqeta_product_token IS NOT NULL ORDER BY id`,
    [companyId],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Only those whom a control names. Who has no card yet will spend in the company's currency. */
async function usersOf(manager: EntityManager, companyId: string, controls: readonly StoredControl[]): Promise<Map<string, Spending>> {
  const named = controls.flatMap(({ scope, subjectId }) => (scope === 'PERSON' && subjectId !== null ? [subjectId] : []));
  const rows = await manager.query<Target[]>(
    `SELECT u.id, u.marqeta_user_token AS token, coalesce(k.currencies, ARRAY[co.currency]) AS currencies
       FROM users u JOIN companies co ON co.id = u.company_id
       LEFT JOIN LATERAL (SELECT array_agg(DISTINCT c.currency ORDER BY c.currency) AS currencies FROM cards c
                           WHERE c.company_id = u.company_id AND c.user_id = u.id) k ON true
      WHERE u.company_id = $1 AND u.id = ANY ($2) AND u.marqeta_user_token IS NOT NULL`,
    [companyId, named],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** What the counters of limits stand at, in their current window or the one before, whichever is more; by control. */
async function countedOf(
  manager: EntityManager,
  companyId: string,
  controls: readonly StoredControl[],
  nowMs: number,
): Promise<Map<string, bigint>> {
  const [company] = await manager.query<CompanyClock[]>(`SELECT ${CLOCK_OF_COMPANY} FROM companies c WHERE c.id = $1`, [companyId]);
  if (company === undefined) throw new Error(`there is no company ${companyId}`);
  const limits = compileControls({ companyId, version: 0, ...zoneAndCalendar(company) }, controls).all.filter(isWindowLimit);
  const counters = limits.flatMap((limit) => {
    const current = limit.counterAt(nowMs);
    return [current, limit.counterAt(current.window.startMs - 1)].map(({ id }) => ({ id, controlId: limit.id }));
  });
  const rows = await manager.query<{ id: string; minor: string }[]>(
    `SELECT id, amount_minor AS minor FROM spend_counters WHERE company_id = $1 AND id = ANY ($2)`,
    [companyId, counters.map(({ id }) => id)],
  );
  const minorOf = new Map(rows.map(({ id, minor }) => [id, BigInt(minor)]));
  const most = new Map<string, bigint>();
  for (const { id, controlId } of counters) {
    const minor = minorOf.get(id) ?? 0n;
    if (minor > (most.get(controlId) ?? 0n)) most.set(controlId, minor);
  }
  return most;
}

/** After this, what Marqeta refused is asked for again. */
const RETRY_MS = 3_600_000;

async function rowsOf(manager: EntityManager, companyId: string, nowMs: number): Promise<StoredMirror[]> {
  const rows = await manager.query<(MirrorRow & { targetKind: MirrorTarget['kind']; targetToken: string })[]>(
    `SELECT token, control_id AS "controlId", control_version AS "controlVersion", target_kind AS "targetKind", target_token AS "targetToken",
            state, told, differences, changed_at <= $2 AS "mayRetry" FROM control_mirrors WHERE company_id = $1 ORDER BY token`,
    [companyId, new Date(nowMs - RETRY_MS)],
  );
  return rows.map(({ targetKind: kind, targetToken: token, ...row }) => ({ ...row, target: { kind, token } }));
}

/** Notes what Marqeta is about to be told: whatever happens then, it is known what may be there. */
export async function saveWaiting(tx: Tx, companyId: string, mirrors: readonly Mirror[], at: Date): Promise<void> {
  for (const { token, controlId, controlVersion, target } of mirrors)
    await tx.query(
      `INSERT INTO control_mirrors (company_id, token, control_id, control_version, target_kind, target_token, state, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'WAITING', $7)
       ON CONFLICT (company_id, token) DO UPDATE SET control_version = excluded.control_version, state = 'WAITING', changed_at = $7`,
      [companyId, token, controlId, controlVersion, target.kind, target.token, at],
    );
}

/** Notes that Marqeta has something else than it took from us. */
export async function saveDifference(tx: Tx, companyId: string, token: string, differs: readonly Change[], at: Date): Promise<void> {
  await tx.query(
    `UPDATE control_mirrors SET state = 'DIFFERS', differences = $3, differed_at = $4, changed_at = $4, times_differed = times_differed + 1
      WHERE company_id = $1 AND token = $2`,
    [companyId, token, JSON.stringify(differs), at],
  );
}

export type MirrorOutcome = { readonly token: string } & (
  | { readonly state: 'MIRRORED'; readonly mirror: Mirror }
  | { readonly state: 'KEEPS'; readonly mirror: Mirror; readonly keeps: readonly Change[] }
  /** Without a mirror it refused to be switched off. */
  | { readonly state: 'REFUSED'; readonly mirror: Mirror | null; readonly refusal: string }
  | { readonly state: 'OFF'; readonly mirror: null }
);

/** Notes what came of a step. */
export async function saveOutcome(tx: Tx, companyId: string, outcome: MirrorOutcome, at: Date): Promise<void> {
  const { token, state, mirror } = outcome;
  await tx.query(
    `UPDATE control_mirrors SET state = $3, told = $4, control_version = coalesce($5, control_version), refusal = $6,
            differences = coalesce($7, differences), differed_at = CASE WHEN $7::jsonb IS NULL THEN differed_at ELSE $8 END, changed_at = $8, checked_at = $8
      WHERE company_id = $1 AND token = $2`,
    [
      ...[companyId, token, state, mirror === null ? null : JSON.stringify(toldOf(mirror)), mirror?.controlVersion ?? null],
      state === 'REFUSED' ? outcome.refusal : null,
      state === 'KEEPS' ? JSON.stringify(outcome.keeps) : null,
      at,
    ],
  );
}

/** Notes that somebody looked, and found these as they should be. */
export async function saveChecked(tx: Tx, companyId: string, tokens: readonly string[], at: Date): Promise<void> {
  await tx.query(`UPDATE control_mirrors SET checked_at = $3 WHERE company_id = $1 AND token = ANY ($2)`, [companyId, tokens, at]);
}
