import type pg from 'pg';
import { COMPANY_CONTROLS, type CompanyControlsRow, readCompanyControls } from '../controls/company-controls.ts';
import { type CompiledControls, compileControls } from '../controls/compile.ts';

const KEPT = 20_000;

/** Compiled controls of companies. Good only under the version that the company's gate carries at the moment of a decision. */
export class ControlsCache {
  readonly #compiled = new Map<string, CompiledControls>();

  get(companyId: string): CompiledControls | undefined {
    return this.#compiled.get(companyId);
  }

  /** Reads version, controls, emergency stops and exceptions in one snapshot. */
  async load(client: pg.ClientBase | pg.Pool, companyIds: readonly string[]): Promise<void> {
    const { rows } = await client.query<CompanyControlsRow>({ ...COMPANY_CONTROLS, values: [companyIds] });
    for (const row of rows) {
      const { company, rows: controls, exceptions } = readCompanyControls(row);
      const id = company.companyId;
      if (this.#compiled.size >= KEPT && !this.#compiled.has(id)) {
        const [oldest] = this.#compiled.keys();
        if (oldest !== undefined) this.#compiled.delete(oldest);
      }
      this.#compiled.set(id, compileControls(company, controls, exceptions));
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
