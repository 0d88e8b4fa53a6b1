import type { EntityManager } from 'typeorm';
import { LastAdminError } from './people.errors.ts';

/** Nobody would be left to manage the company, or to let somebody in. Under the gate. @throws LastAdminError */
export async function assertNotLastAdmin(manager: EntityManager, companyId: string, personId: string): Promise<void> {
  const [row] = await manager.query<{ isLast: boolean }[]>(
    `SELECT coalesce(bool_or(id = $2), false) AND count(*) = 1 AS "isLast" FROM users WHERE company_id = $1 AND role = 'ADMIN' AND status = 'ACTIVE'`,
    [companyId, personId],
  );
  if (row?.isLast === true) throw new LastAdminError();
}
