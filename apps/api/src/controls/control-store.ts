import type { EntityManager } from 'typeorm';
import type { Tx } from '../platform/transact.ts';
import type { ControlMode, ControlScope } from './compile.ts';
import type { ControlConfig, ControlType, Neighbour } from './control.ts';

/** A row of `spending_controls` that was not removed. */
export type StoredControl = {
  readonly companyId: string;
  readonly id: string;
  readonly scope: ControlScope;
  readonly subjectId: string | null;
  readonly controlType: ControlType;
  readonly config: ControlConfig;
  readonly isActive: boolean;
  readonly mode: ControlMode;
  readonly version: number;
  readonly updatedAt: Date;
};

export const CONTROL_COLUMNS = `c.company_id AS "companyId", c.id, c.scope, c.subject_id AS "subjectId", c.control_type AS "controlType", c.config,
  c.is_active AS "isActive", c.mode, c.version, c.updated_at AS "updatedAt"`;

/** A removed one only for who asks for it: a command that comes again. */
export async function findControl(
  manager: EntityManager,
  companyId: string,
  id: string,
  { evenRemoved = false }: { readonly evenRemoved?: boolean } = {},
): Promise<StoredControl | null> {
  const [row] = await manager.query<StoredControl[]>(
    `SELECT ${CONTROL_COLUMNS} FROM spending_controls c WHERE c.company_id = $1 AND c.id = $2 AND (c.removed_at IS NULL OR $3)`,
    [companyId, id, evenRemoved],
  );
  return row ?? null;
}

/** The other controls of the same subject. */
export function neighboursOf(
  manager: EntityManager,
  { companyId, id, scope, subjectId }: Pick<StoredControl, 'companyId' | 'id' | 'scope' | 'subjectId'>,
): Promise<Neighbour[]> {
  return manager.query<Neighbour[]>(
    `SELECT c.id, c.control_type AS "controlType", c.mode, c.is_active AS "isActive", c.config FROM spending_controls c
      WHERE c.company_id = $1 AND c.scope = $2 AND c.subject_id IS NOT DISTINCT FROM $3 AND c.id <> $4 AND c.removed_at IS NULL`,
    [companyId, scope, subjectId, id],
  );
}

/** Writes the control as it now is, and the version that it now has. */
export async function saveControl(tx: Tx, control: StoredControl, changedBy: string, removed = false): Promise<void> {
  const { companyId, id, scope, subjectId, controlType, config, isActive, mode, version, updatedAt } = control;
  await tx.query(
    `INSERT INTO spending_controls AS c (company_id, id, scope, subject_id, control_type, config, is_active, mode, version, created_at, updated_at, removed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)
     ON CONFLICT (company_id, id) DO UPDATE SET config = excluded.config, is_active = excluded.is_active, mode = excluded.mode,
       version = excluded.version, updated_at = excluded.updated_at, removed_at = excluded.removed_at`,
    [companyId, id, scope, subjectId, controlType, JSON.stringify(config), isActive, mode, version, updatedAt, removed ? updatedAt : null],
  );
  await tx.query(
    `INSERT INTO spending_control_versions (company_id, control_id, version, config, mode, is_active, changed_by, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [companyId, id, version, JSON.stringify(config), mode, isActive, changedBy, updatedAt],
  );
}
