import type { EntityManager } from 'typeorm';
import { DISPUTE_STATES, isOver } from '../disputes/dispute.state.ts';
import { IDLE } from '../people/sign-in/sessions.ts';

/** What is counted of somebody who may leave. */
export type HoldingCounts = {
  readonly pendingPurchases: number;
  readonly openDisputes: number;
  readonly ownRequests: number;
  readonly requestsToAnswer: number;
  readonly assignedCases: number;
  readonly openSessions: number;
};

const OPEN_DISPUTES = DISPUTE_STATES.filter((state) => !isOver(state));

export async function countHoldings(manager: EntityManager, companyId: string, personId: string, now: Date): Promise<HoldingCounts> {
  const [row] = await manager.query<HoldingCounts[]>(
    `SELECT (SELECT count(*)::int FROM transactions WHERE company_id = $1 AND user_id = $2 AND status = 'PENDING') AS "pendingPurchases",
            (SELECT count(*)::int FROM disputes WHERE company_id = $1 AND user_id = $2 AND state = ANY ($4)) AS "openDisputes",
            (SELECT count(*)::int FROM approvals WHERE company_id = $1 AND requested_by = $2 AND status = 'PENDING') AS "ownRequests",
            CASE u.role WHEN 'ADMIN' THEN (
              SELECT count(*)::int FROM approvals WHERE company_id = $1 AND requested_by <> $2 AND status = 'PENDING') ELSE 0 END AS "requestsToAnswer",
            (SELECT count(*)::int FROM risk_cases WHERE company_id = $1 AND assignee_id = $2 AND state = 'ASSIGNED') AS "assignedCases",
            (SELECT count(*)::int FROM auth_sessions(u.identity_id, $1, $3, $5, $6)) AS "openSessions"
       FROM users u WHERE u.company_id = $1 AND u.id = $2`,
    [companyId, personId, now, OPEN_DISPUTES, IDLE.admin, IDLE.portal],
  );
  if (row === undefined) throw new Error(`there is no person ${personId}`);
  return row;
}

/** What is held for purchases of each of somebody's cards, by the card's id. */
export async function heldByCard(manager: EntityManager, companyId: string, personId: string): Promise<ReadonlyMap<string, bigint>> {
  const rows = await manager.query<{ cardId: string; minor: string }[]>(
    `SELECT card_id AS "cardId", sum(held_minor)::text AS minor FROM transactions
      WHERE company_id = $1 AND user_id = $2 AND status = 'PENDING' GROUP BY card_id`,
    [companyId, personId],
  );
  return new Map(rows.map(({ cardId, minor }) => [cardId, BigInt(minor)]));
}

export async function managedTeamIds(manager: EntityManager, companyId: string, personId: string): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT t.id FROM memberships m JOIN teams t ON t.company_id = m.company_id AND t.id = m.team_id
      WHERE m.company_id = $1 AND m.user_id = $2 AND m.is_manager ORDER BY t.name, t.id`,
    [companyId, personId],
  );
  return rows.map(({ id }) => id);
}

/** Open service accounts that somebody made, or made a key of: by the audit log, since names repeat. */
export async function madeServiceAccountIds(manager: EntityManager, companyId: string, personId: string): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT a.id FROM service_accounts a
      WHERE a.company_id = $1 AND a.closed_at IS NULL AND EXISTS (
        SELECT FROM audit_events e WHERE e.company_id = $1 AND e.actor_id = $2 AND (
          e.command = 'serviceAccount.create' AND e.subject_id = a.id::text
          OR e.command IN ('apiKey.create', 'apiKey.rotate') AND e.subject_id IN (
            SELECT k.id::text FROM api_keys k WHERE k.company_id = a.company_id AND k.service_account_id = a.id)))
      ORDER BY a.name, a.id`,
    [companyId, personId],
  );
  return rows.map(({ id }) => id);
}
