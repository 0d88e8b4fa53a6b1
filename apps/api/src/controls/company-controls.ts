import type { EntityManager } from 'typeorm';
import { CLOCK_OF_COMPANY, type CompanyClock, zoneAndCalendar } from './company-clock.ts';
import type { CompanyRow, ControlRow } from './compile.ts';
import type { ExceptionRow } from './exception.ts';

/** What binds in a company, as it is compiled. */
export type CompanyControls = {
  readonly company: CompanyRow;
  readonly rows: readonly ControlRow[];
  readonly exceptions: readonly ExceptionRow[];
};

export type CompanyControlsRow = CompanyClock & {
  readonly id: string;
  readonly version: string;
  readonly controls: ControlRow[] | null;
  readonly exceptions: ExceptionRow[] | null;
};

/** Reads version, controls, emergency stops and exceptions in one snapshot. */
export const COMPANY_CONTROLS = {
  name: 'load-controls',
  text: `SELECT c.id, g.controls_version AS version, ${CLOCK_OF_COMPANY},
                (SELECT json_agg(json_build_object('id', s.id, 'scope', s.scope, 'subjectId', s.subject_id, 'controlType', s.control_type,
                                                   'config', s.config, 'mode', s.mode, 'version', s.version, 'replacementIds',
                                                   CASE s.scope WHEN 'CARD' THEN (SELECT json_agg(k.id) FROM cards k WHERE k.company_id = s.company_id AND k.line_id = s.subject_id) END))
                   FROM (SELECT company_id, id, scope, subject_id, control_type, config, mode, version FROM spending_controls
                           WHERE company_id = c.id AND is_active
                          UNION ALL
                          SELECT company_id, id, scope, subject_id, 'EMERGENCY_STOP', '{}', 'ENFORCE', 1 FROM emergency_stops
                           WHERE company_id = c.id AND lifted_at IS NULL) s) AS controls,
                (SELECT json_agg(json_build_object('id', e.id, 'scope', e.scope, 'subjectId', e.subject_id, 'merchants', e.merchants, 'currency', e.currency,
                                                   'amountMinor', e.amount_minor::text, 'expiresAtMs', epoch_ms(e.expires_at), 'uses', e.uses, 'replacementIds',
                                                   CASE e.scope WHEN 'CARD' THEN (SELECT json_agg(k.id) FROM cards k WHERE k.company_id = e.company_id AND k.line_id = e.subject_id) END))
                   FROM control_exceptions e WHERE e.company_id = c.id AND e.ended_at IS NULL) AS exceptions
           FROM companies c JOIN company_gates g ON g.company_id = c.id WHERE c.id = ANY ($1)`,
} as const;

export function readCompanyControls({ id, version, controls, exceptions, ...clock }: CompanyControlsRow): CompanyControls {
  return {
    company: { companyId: id, version: Number(version), ...zoneAndCalendar(clock) },
    rows: controls ?? [],
    exceptions: exceptions ?? [],
  };
}

/** Of one company, in the snapshot of whoever reads. */
export async function controlsOfCompany(manager: EntityManager, companyId: string): Promise<CompanyControls> {
  const [row] = await manager.query<CompanyControlsRow[]>(COMPANY_CONTROLS.text, [[companyId]]);
  if (row === undefined) throw new Error(`there is no company ${companyId}`);
  return readCompanyControls(row);
}
