import type { EntityManager } from 'typeorm';
import { DISPUTE_STATES, isOver } from '../disputes/dispute.state.ts';

/** What stands in the way of erasing somebody, in the order in which it is cleared away. */
const OBSTACLES = [
  'PERSON_NOT_CLOSED',
  'CARD_NOT_TERMINATED',
  'PURCHASE_PENDING',
  'DISPUTE_OPEN',
  'APPROVAL_PENDING',
  'VERIFICATION_OPEN',
] as const;
export type Obstacle = (typeof OBSTACLES)[number];
/** How many of them there are; only what there is. */
export type Obstacles = readonly { readonly code: Obstacle; readonly count: number }[];

const OPEN_DISPUTES = DISPUTE_STATES.filter((state) => !isOver(state));

const COUNTED: Readonly<Record<Obstacle, string>> = {
  PERSON_NOT_CLOSED: `SELECT FROM users WHERE company_id = $1 AND id = $2 AND status <> 'CLOSED'`,
  CARD_NOT_TERMINATED: `SELECT FROM cards WHERE company_id = $1 AND user_id = $2 AND (status <> 'TERMINATED' OR issuer_status <> 'TERMINATED')`,
  PURCHASE_PENDING: `SELECT FROM transactions WHERE company_id = $1 AND user_id = $2 AND status = 'PENDING'`,
  DISPUTE_OPEN: `SELECT FROM disputes WHERE company_id = $1 AND user_id = $2 AND state = ANY ($3)`,
  APPROVAL_PENDING: `SELECT FROM approvals WHERE company_id = $1 AND requested_by = $2 AND status = 'PENDING'`,
  VERIFICATION_OPEN: `SELECT FROM verifications WHERE company_id = $1 AND user_id = $2 AND state IN ('WAITING', 'PENDING')`,
};

export async function obstaclesOf(manager: EntityManager, companyId: string, personId: string): Promise<Obstacles> {
  const rows = await manager.query<{ code: Obstacle; count: number }[]>(
    OBSTACLES.map((code) => `SELECT '${code}' AS code, (SELECT count(*)::int FROM (${COUNTED[code]}) open) AS count`).join(' UNION ALL '),
    [companyId, personId, OPEN_DISPUTES],
  );
  return OBSTACLES.flatMap((code) => rows.filter((row) => row.code === code && row.count > 0));
}
