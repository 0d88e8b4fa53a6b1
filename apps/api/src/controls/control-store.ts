import type { EntityManager } from 'typeorm';
import type { Tx } from '../platform/transact.ts';
import type { ControlMode } from './compile.ts';
import type { ControlScope } from './scope.ts';
import { isListType, traitOf } from './compile.ts';
import type { OtherControl } from './contradiction.ts';
import type { ControlConfig, ControlType } from './control.ts';

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
): Promise<OtherControl[]> {
  return manager.query<OtherControl[]>(
    `SELECT c.id, c.control_type AS "controlType", c.mode, c.is_active AS "isActive", c.config FROM spending_controls c
      WHERE c.company_id = $1 AND c.scope = $2 AND c.subject_id IS NOT DISTINCT FROM $3 AND c.id <> $4 AND c.removed_at IS NULL`,
    [companyId, scope, subjectId, id],
  );
}

/** By scope, which cards `k` a subject binds; `$3` is the subject. */
const CARDS_OF: Readonly<Record<ControlScope, string>> = {
  CARD: '(k.id = $3 OR k.line_id = $3)',
  PERSON: 'k.user_id = $3',
  TEAM: 'EXISTS (SELECT FROM memberships m WHERE m.company_id = k.company_id AND m.team_id = $3 AND m.user_id = k.user_id)',
  CARD_PROGRAM: 'k.card_product_id = $3',
  COMPANY: '$3::uuid IS NULL',
};

/** Active lists of the same trait, of other subjects, that bind some card together with this one. */
export async function listsBesides(
  manager: EntityManager,
  { companyId, scope, subjectId, controlType }: Pick<StoredControl, 'companyId' | 'scope' | 'subjectId' | 'controlType'>,
): Promise<OtherControl[]> {
  if (!isListType(controlType)) return [];
  const trait = traitOf(controlType);
  return manager.query<OtherControl[]>(
    `SELECT c.id, c.control_type AS "controlType", c.mode, c.is_active AS "isActive", c.config FROM spending_controls c
      WHERE c.company_id = $1 AND c.is_active AND c.control_type = ANY ($4) AND (c.scope <> $2 OR c.subject_id IS DISTINCT FROM $3)
        AND EXISTS (SELECT FROM cards k WHERE k.company_id = c.company_id AND k.status <> 'TERMINATED' AND ${CARDS_OF[scope]}
                       AND CASE c.scope WHEN 'CARD' THEN k.id = c.subject_id OR k.line_id = c.subject_id WHEN 'PERSON' THEN k.user_id = c.subject_id
                             WHEN 'CARD_PROGRAM' THEN k.card_product_id = c.subject_id
                             WHEN 'TEAM' THEN EXISTS (SELECT FROM memberships m WHERE m.company_id = k.company_id AND m.team_id = c.subject_id AND m.user_id = k.user_id)
                             ELSE true END)`,
    [companyId, scope, subjectId, [`${trait}_ALLOW`, `${trait}_BLOCK`]],
  );
}

/** Writes the control as it now is, and the version that it now has. */
export async function saveControls(
  tx: Tx,
  companyId: string,
  controls: readonly StoredControl[],
  changedBy: string,
  removed = false,
): Promise<void> {
  const rows = controls.map((control) => ({
    ...{ id: control.id, scope: control.scope, subject_id: control.subjectId, control_type: control.controlType, config: control.config },
    ...{ is_active: control.isActive, mode: control.mode, version: control.version, at: control.updatedAt },
  }));
  const changed = [companyId, JSON.stringify(rows)];
  await tx.query(
    `INSERT INTO spending_controls AS c (company_id, id, scope, subject_id, control_type, config, is_active, mode, version, created_at, updated_at, removed_at)
     SELECT $1, r.id, r.scope, r.subject_id, r.control_type, r.config, r.is_active, r.mode, r.version, r.at, r.at, CASE WHEN $3 THEN r.at END
       FROM jsonb_to_recordset($2) AS r (
         id uuid, scope text, subject_id uuid, control_type text, config jsonb, is_active boolean, mode text, version int, at timestamptz)
     ON CONFLICT (company_id, id) DO UPDATE SET config = excluded.config, is_active = excluded.is_active, mode = excluded.mode,
       version = excluded.version, updated_at = excluded.updated_at, removed_at = excluded.removed_at`,
    [...changed, removed],
  );
  await tx.query(
    `INSERT INTO spending_control_versions (company_id, control_id, version, config, mode, is_active, changed_by, changed_at)
     SELECT $1, r.id, r.version, r.config, r.mode, r.is_active, $3, r.at
       FROM jsonb_to_recordset($2) AS r (id uuid, config jsonb, is_active boolean, mode text, version int, at timestamptz)`,
    [...changed, changedBy],
  );
}
