import { isRiskRule, type RiskRule, type RiskValues } from '@afc/words';
import type { EntityManager } from 'typeorm';
import { loaderBy, loaderManyBy } from '../platform/graphql/loader.ts';
import { CASE_COLUMNS, type CaseEvent, type RiskCase } from './case-store.ts';

export const caseById = loaderBy<string, RiskCase>(
  (found) => found.id,
  (manager, ids) => manager.query(`SELECT ${CASE_COLUMNS} FROM risk_cases c WHERE c.company_id = app_company() AND c.id = ANY ($1)`, [ids]),
);

export type RiskAlert = {
  readonly id: string;
  readonly caseId: string;
  readonly rule: RiskRule;
  readonly transactionId: string;
  readonly detail: RiskValues[RiskRule];
  readonly settingsVersion: number;
  readonly at: Date;
};

const MOST_ALERTS = 100;

/** The newest hundred of each case, the newest first. */
export const alertsOfCase = loaderManyBy<string, RiskAlert>(
  (alert) => alert.caseId,
  async (manager, ids) => {
    const rows = await manager.query<RiskAlert[]>(
      `SELECT a.* FROM unnest($1::uuid[]) AS found (id) CROSS JOIN LATERAL (
         SELECT id, case_id AS "caseId", rule, transaction_id AS "transactionId", detail, settings_version AS "settingsVersion", at
           FROM risk_alerts WHERE company_id = app_company() AND case_id = found.id ORDER BY at DESC, id DESC LIMIT ${MOST_ALERTS}) a
        ORDER BY a.at DESC, a.id DESC`,
      [ids],
    );
    // Written by a newer build, while this one still runs.
    return rows.filter(({ rule }) => isRiskRule(rule));
  },
);

/** Oldest first. */
export const eventsOfCase = loaderManyBy<string, CaseEvent>(
  (event) => event.caseId,
  (manager, ids) =>
    manager.query(
      `SELECT id, case_id AS "caseId", kind, outcome, assignee_id AS "assigneeId", comment, by_name AS "byName", at
         FROM risk_case_events WHERE company_id = app_company() AND case_id = ANY ($1) ORDER BY at, id`,
      [ids],
    ),
);

/** Who may handle a case, as the policy says it: `riskCase.handle`. */
const HANDLES = `u.status = 'ACTIVE' AND (u.role = 'ADMIN' OR u.role = 'MANAGER' AND u.id IS DISTINCT FROM c.user_id AND EXISTS (
  SELECT FROM memberships m WHERE m.company_id = u.company_id AND m.user_id = u.id AND m.is_manager AND m.team_id = ANY (c.team_ids)))`;

type Assignee = { readonly caseId: string; readonly id: string };
const MOST_ASSIGNEES = 50;

/** To whom each case can be given, by name; their ids. */
export const assigneesOfCase = loaderManyBy<string, Assignee>(
  (row) => row.caseId,
  (manager, ids) =>
    manager.query(
      `SELECT a.* FROM risk_cases c CROSS JOIN LATERAL (
         SELECT c.id AS "caseId", u.id, u.first_name, u.last_name FROM users u WHERE u.company_id = c.company_id AND ${HANDLES}
          ORDER BY u.first_name, u.last_name, u.id LIMIT ${MOST_ASSIGNEES}) a
        WHERE c.company_id = app_company() AND c.id = ANY ($1) ORDER BY a.first_name, a.last_name, a.id`,
      [ids],
    ),
);

export async function mayBeGiven(manager: EntityManager, { companyId, id }: RiskCase, userId: string): Promise<boolean> {
  const rows = await manager.query<unknown[]>(
    `SELECT FROM risk_cases c JOIN users u ON u.company_id = c.company_id AND u.id = $3 AND ${HANDLES} WHERE c.company_id = $1 AND c.id = $2`,
    [companyId, id, userId],
  );
  return rows.length > 0;
}
