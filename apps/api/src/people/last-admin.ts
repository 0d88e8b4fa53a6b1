import type { EntityManager } from 'typeorm';
import { LastAdminError, LastSparedAdminError } from './people.errors.ts';

/**
 * Nobody would be left to manage the company, or to let somebody in: also should its provider fail, where that is required of all but some.
 * Under the gate.
 * @throws LastAdminError, LastSparedAdminError
 */
export async function assertNotLastAdmin(manager: EntityManager, companyId: string, personId: string): Promise<void> {
  const [row] = await manager.query<{ isLast: boolean; isLastSpared: boolean }[]>(
    `SELECT coalesce(bool_or(u.id = $2), false) AND count(*) = 1 AS "isLast",
            coalesce(bool_or(u.id = $2) FILTER (WHERE u.id = ANY (p.spared)), false) AND count(*) FILTER (WHERE u.id = ANY (p.spared)) = 1 AS "isLastSpared"
       FROM users u LEFT JOIN identity_providers p ON p.company_id = u.company_id AND p.required
      WHERE u.company_id = $1 AND u.role = 'ADMIN' AND u.status = 'ACTIVE'`,
    [companyId, personId],
  );
  if (row?.isLast === true) throw new LastAdminError();
  if (row?.isLastSpared === true) throw new LastSparedAdminError();
}
