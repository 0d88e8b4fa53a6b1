import type pg from 'pg';
import { CLOCK_OF_COMPANY, type CompanyClock, zoneAndCalendar } from '../controls/company-clock.ts';
import { type CompiledControls, compileControls, type ControlRow } from '../controls/compile.ts';

const KEPT = 20_000;

/** Compiled controls of companies. Good only under the version that the company's gate carries at the moment of a decision. */
export class ControlsCache {
  readonly #compiled = new Map<string, CompiledControls>();

  get(companyId: string): CompiledControls | undefined {
    return this.#compiled.get(companyId);
  }

  /** Reads version and controls in one snapshot. */
  async load(client: pg.ClientBase | pg.Pool, companyIds: readonly string[]): Promise<void> {
    const { rows } = await client.query<CompanyClock & { id: string; version: string; controls: ControlRow[] | null }>({
      name: 'load-controls',
      text: `SELECT c.id, g.controls_version AS version, ${CLOCK_OF_COMPANY},
                    (SELECT json_agg(json_build_object('id', s.id, 'scope', s.scope, 'subjectId', s.subject_id, 'controlType', s.control_type,
                                                       'config', s.config, 'mode', s.mode, 'version', s.version, 'replacementIds',
                                                       CASE s.scope WHEN 'CARD' THEN (SELECT json_agg(k.id) FROM cards k WHERE k.company_id = s.company_id AND k.line_id = s.subject_id) END))
                       FROM spending_controls s WHERE s.company_id = c.id AND s.is_active) AS controls
               FROM companies c JOIN company_gates g ON g.company_id = c.id WHERE c.id = ANY ($1)`,
      values: [companyIds],
    });
    for (const { id, version, controls, ...clock } of rows) {
      if (this.#compiled.size >= KEPT && !this.#compiled.has(id)) {
        const [oldest] = this.#compiled.keys();
        if (oldest !== undefined) this.#compiled.delete(oldest);
      }
      this.#compiled.set(id, compileControls({ companyId: id, version: Number(version), ...zoneAndCalendar(clock) }, controls ?? []));
    }
  }
}

/** Under the gates: what the companies' controls are now. Reads again only what has changed since it was compiled. */
export async function freshControls(
  client: pg.ClientBase,
  cache: ControlsCache,
  gates: ReadonlyMap<string, { readonly version: number }>,
): Promise<(companyId: string) => CompiledControls> {
  const stale = [...gates].filter(([companyId, { version }]) => cache.get(companyId)?.version !== version).map(([companyId]) => companyId);
  if (stale.length > 0) await cache.load(client, stale);
  return (companyId) => {
    const compiled = cache.get(companyId);
    if (compiled === undefined) throw new Error(`no controls of company ${companyId}`);
    return compiled;
  };
}
