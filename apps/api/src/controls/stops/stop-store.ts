import type { EntityManager } from 'typeorm';
import { loaderManyBy } from '../../platform/graphql/loader.ts';
import type { Tx } from '../../platform/transact.ts';

export const STOP_SCOPES = ['CARD', 'CARD_PROGRAM', 'COMPANY'] as const;
export type StopScope = (typeof STOP_SCOPES)[number];

/** A row of `emergency_stops`. */
export type EmergencyStop = {
  readonly companyId: string;
  readonly id: string;
  readonly scope: StopScope;
  /** The company itself; of a card the first of its line. */
  readonly subjectId: string;
  readonly reason: string;
  readonly stoppedBy: string;
  readonly stoppedAt: Date;
  readonly liftedBy: string | null;
  readonly liftedAt: Date | null;
  readonly liftReason: string | null;
};

const COLUMNS = `s.company_id AS "companyId", s.id, s.scope, s.subject_id AS "subjectId", s.reason, s.stopped_by AS "stoppedBy",
  s.stopped_at AS "stoppedAt", s.lifted_by AS "liftedBy", s.lifted_at AS "liftedAt", s.lift_reason AS "liftReason"`;

export async function findStop(manager: EntityManager, companyId: string, id: string): Promise<EmergencyStop | null> {
  const [row] = await manager.query<EmergencyStop[]>(`SELECT ${COLUMNS} FROM emergency_stops s WHERE s.company_id = $1 AND s.id = $2`, [
    companyId,
    id,
  ]);
  return row ?? null;
}

/** The stop that is on for exactly this, if any. */
export async function findStopOn(
  manager: EntityManager,
  { companyId, scope, subjectId }: Pick<EmergencyStop, 'companyId' | 'scope' | 'subjectId'>,
): Promise<EmergencyStop | null> {
  const [row] = await manager.query<EmergencyStop[]>(
    `SELECT ${COLUMNS} FROM emergency_stops s WHERE s.company_id = $1 AND s.scope = $2 AND s.subject_id = $3 AND s.lifted_at IS NULL`,
    [companyId, scope, subjectId],
  );
  return row ?? null;
}

/** Those that are on first, then those lifted last: as many as a page shows. */
export function stopsOf(manager: EntityManager, companyId: string): Promise<EmergencyStop[]> {
  return manager.query<EmergencyStop[]>(
    `SELECT ${COLUMNS} FROM emergency_stops s WHERE s.company_id = $1 ORDER BY s.lifted_at DESC NULLS FIRST, s.stopped_at DESC, s.id DESC LIMIT 100`,
    [companyId],
  );
}

/** What is stopped in a company at this moment: few rows, whatever the company's size. */
export const stopsInCompany = loaderManyBy<string, EmergencyStop>(
  (stop) => stop.companyId,
  (manager, companyIds) =>
    manager.query<EmergencyStop[]>(`SELECT ${COLUMNS} FROM emergency_stops s WHERE s.company_id = ANY ($1) AND s.lifted_at IS NULL`, [
      companyIds,
    ]),
);

export async function insertStop(tx: Tx, { companyId, id, scope, subjectId, reason, stoppedBy, stoppedAt }: EmergencyStop): Promise<void> {
  await tx.query(
    `INSERT INTO emergency_stops (company_id, id, scope, subject_id, reason, stopped_by, stopped_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [companyId, id, scope, subjectId, reason, stoppedBy, stoppedAt],
  );
}

export async function markLifted(tx: Tx, { companyId, id, liftedBy, liftedAt, liftReason }: EmergencyStop): Promise<void> {
  await tx.query(
    `UPDATE emergency_stops SET lifted_by = $3, lifted_at = $4, lift_reason = $5 WHERE company_id = $1 AND id = $2 AND lifted_at IS NULL`,
    [companyId, id, liftedBy, liftedAt, liftReason],
  );
}
