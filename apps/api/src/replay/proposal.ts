import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from 'typeorm';
import {
  compileControls,
  type CompiledControl,
  type CompiledControls,
  type ControlMode,
  isWindowLimit,
  type WindowLimit,
} from '../controls/compile.ts';
import { controlsOfCompany } from '../controls/company-controls.ts';
import type { StoredControl } from '../controls/control-store.ts';
import { idAt } from '../platform/ids.ts';
import type { Period } from './history.ts';
import { pastExceptions } from './past-exceptions.ts';
import type { Proposal } from './replay.ts';

type Version = {
  readonly version: number;
  readonly config: unknown;
  readonly mode: ControlMode;
  readonly isActive: boolean;
  readonly changedAt: Date;
};

/**
 * What a change of a control is compared by.
 * @param before as it is today; null for a new one
 * @param after as it would be; null when it would be removed
 */
export async function proposalOf(
  manager: EntityManager,
  period: Period,
  { before, after }: { readonly before: StoredControl | null; readonly after: StoredControl | null },
): Promise<Proposal> {
  const subject = after ?? before;
  if (subject === null) throw new Error('a change of no control');
  const today = await controlsOfCompany(manager, period.companyId);
  const { id, scope, subjectId, controlType } = subject;
  const replacementIds = await replacementsOf(manager, subject);
  const alone = ({ version, config, mode }: Pick<Version, 'version' | 'config' | 'mode'>): CompiledControls =>
    compileControls(today.company, [{ id, scope, subjectId, controlType, version, config, mode, replacementIds }]);
  const effective = before === null ? [] : await versionsIn(manager, before, period);
  const versions = new Map(effective.flatMap((version) => alone(version).all.map((control) => [version.version, control] as const)));
  const proposed = after?.isActive === true ? alone(after) : compileControls(today.company, []);
  const unchanged = effective.filter((version) => after !== null && saysTheSame(version, after));
  return {
    controlId: id,
    proposed,
    versions,
    unchanged: new Set(unchanged.map(({ version }) => version)),
    isRecorded: isRecorded(proposed.all[0], effective, versions, period) && !(await clockWasChanged(manager, period)),
    others: compileControls(
      today.company,
      today.rows.filter((row) => row.id !== id),
    ),
    exceptions: await pastExceptions(manager, today.company, period),
  };
}

/** The cards that took the place of a card are bound by what binds it. */
async function replacementsOf(manager: EntityManager, { companyId, scope, subjectId }: StoredControl): Promise<string[]> {
  if (scope !== 'CARD') return [];
  const cards = await manager.query<{ id: string }[]>(`SELECT id FROM cards WHERE company_id = $1 AND line_id = $2`, [
    companyId,
    subjectId,
  ]);
  return cards.map(({ id }) => id);
}

/** The versions of a control that held at some time of the period, oldest first. */
async function versionsIn(manager: EntityManager, control: StoredControl, { fromMs, untilMs }: Period): Promise<Version[]> {
  const all = await manager.query<Version[]>(
    `SELECT version, config, mode, is_active AS "isActive", changed_at AS "changedAt" FROM spending_control_versions
      WHERE company_id = $1 AND control_id = $2 AND changed_at < $3 ORDER BY version`,
    [control.companyId, control.id, new Date(untilMs)],
  );
  if (!all.some(({ version }) => version === control.version)) all.push({ ...control, changedAt: control.updatedAt });
  return all.filter((_, i) => (all[i + 1]?.changedAt.getTime() ?? untilMs) > fromMs);
}

/** Whether windows lay otherwise at some time of the period: then what was recorded of them is of other counters. */
async function clockWasChanged(manager: EntityManager, { companyId, fromMs, untilMs }: Period): Promise<boolean> {
  const changes = await manager.query<unknown[]>(
    `SELECT FROM audit_events WHERE company_id = $1 AND subject_type = 'company' AND subject_id = $4 AND command = 'company.setClock'
        AND id > $2 AND id < $3 LIMIT 1`,
    [companyId, idAt(fromMs), idAt(untilMs), companyId],
  );
  return changes.length > 0;
}

function isRecorded(
  proposed: CompiledControl | undefined,
  effective: readonly Version[],
  versions: ReadonlyMap<number, CompiledControl>,
  { fromMs, untilMs }: Period,
): boolean {
  const [first] = effective;
  if (proposed === undefined || !isWindowLimit(proposed) || first === undefined || first.changedAt.getTime() > fromMs) return false;
  const countersOf = (limit: WindowLimit): string => [fromMs, untilMs].flatMap((ms) => limit.usedAt(ms).ids).join();
  return effective.every(({ version, isActive }) => {
    const was = versions.get(version);
    return isActive && was !== undefined && isWindowLimit(was) && countersOf(was) === countersOf(proposed);
  });
}

function saysTheSame(version: Version, after: StoredControl): boolean {
  return version.isActive && version.mode === after.mode && isDeepStrictEqual(version.config, after.config);
}
