import type { EntityManager } from 'typeorm';

/** Whether somebody may take over what another looked after: the cases and teams of a company are for its admins and managers. */
export async function mayTakeOver(manager: EntityManager, companyId: string, personId: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `SELECT FROM users WHERE company_id = $1 AND id = $2 AND status = 'ACTIVE' AND role IN ('ADMIN', 'MANAGER')`,
    [companyId, personId],
  );
  return rows.length > 0;
}
