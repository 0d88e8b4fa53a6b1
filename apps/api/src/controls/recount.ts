import type { Tx } from '../platform/transact.ts';
import { compileControls, type ControlRow, type ControlScope, counterId, isWindowLimit, type WindowLimit } from './compile.ts';
import { type LocalWindow, windowAt, windowBefore } from './windows.ts';

/** Which purchases a subject's limits count. `$4` is the subject. */
const SUBJECT_OF: Readonly<Record<ControlScope, string>> = {
  CARD: 't.card_id = ANY (ARRAY(SELECT k.id FROM cards k WHERE k.company_id = $1 AND (k.id = $4 OR k.line_id = $4)))',
  PERSON: 't.user_id = $4',
  TEAM: '$4 = ANY (t.team_ids)',
  CARD_PROGRAM: 't.card_product_id = $4',
  COMPANY: 't.company_id = $4',
};

/** How long after its first message a purchase may still count something new, as an increment does. */
const LONGEST_LIFE = '60 days';

type Recounted = Pick<ControlRow, 'id' | 'scope' | 'subjectId' | 'controlType' | 'config' | 'mode' | 'version'> & {
  readonly companyId: string;
};

/**
 * Fills the counters of a limit from the purchases that there are, so that a new key is right before it is effective. Of the
 * window that is open at `nowMs`, of the one before, for messages that are late, and of the one after. Under the gate.
 */
export async function recount(tx: Tx, control: Recounted, nowMs: number): Promise<void> {
  const [company] = await tx.query<{ time_zone: string }[]>(`SELECT time_zone FROM companies WHERE id = $1`, [control.companyId]);
  if (company === undefined) throw new Error(`there is no company ${control.companyId}`);
  const [limit] = compileControls({ companyId: control.companyId, version: 0, timeZone: company.time_zone }, [control]).all;
  if (limit !== undefined && isWindowLimit(limit)) await fill(tx, control.companyId, limit, nowMs);
}

/** All limits of a company: its zone has changed, so all its counters are new. Under the gate. */
export async function recountCompany(tx: Tx, companyId: string, nowMs: number): Promise<void> {
  const controls = await tx.query<Recounted[]>(
    `SELECT company_id AS "companyId", id, scope, subject_id AS "subjectId", control_type AS "controlType", config, mode, version
       FROM spending_controls WHERE company_id = $1 AND is_active AND control_type = 'AMOUNT_LIMIT' ORDER BY id`,
    [companyId],
  );
  for (const control of controls) await recount(tx, control, nowMs);
}

async function fill(tx: Tx, companyId: string, limit: WindowLimit, nowMs: number): Promise<void> {
  const { scope, subjectId, currency: unit, window: period, zone } = limit;
  const open = windowAt(zone, period, nowMs);
  const windows: LocalWindow[] = [windowBefore(zone, period, open), open, windowAt(zone, period, open.endMs)];
  await tx.query(
    `INSERT INTO spend_counters (company_id, id, scope, subject_id, filter, unit, period, zone, starts_on, amount_minor)
     SELECT $1, w.id, $2, $4, '', $3, $5, $6, w.starts_on,
            (SELECT coalesce(sum(p.minor), 0) FROM transactions t, unnest(t.part_at, t.part_minor) AS p (at, minor)
              WHERE t.company_id = $1 AND t.currency = $3 AND ${SUBJECT_OF[scope]}
                AND t.transacted_at >= w.starts_at - interval '${LONGEST_LIFE}' AND t.transacted_at < w.ends_at
                AND p.at >= w.starts_at AND p.at < w.ends_at)
       FROM unnest($7::uuid[], $8::date[], $9::timestamptz[], $10::timestamptz[]) AS w (id, starts_on, starts_at, ends_at)
     ON CONFLICT (company_id, id) DO UPDATE SET amount_minor = EXCLUDED.amount_minor`,
    [
      companyId,
      scope,
      unit,
      subjectId,
      period,
      zone,
      windows.map(({ startsOn }) => counterId({ scope, subjectId, unit, period, zone }, startsOn)),
      windows.map(({ startsOn }) => startsOn),
      windows.map(({ startMs }) => new Date(startMs)),
      windows.map(({ endMs }) => new Date(endMs)),
    ],
  );
}
