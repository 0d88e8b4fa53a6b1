import type { RiskRule } from '@afc/words';
import type { EntityManager } from 'typeorm';
import { uuidv7 } from '../platform/ids.ts';
import { contextOf, type Tx } from '../platform/transact.ts';
import type { Finding } from './rules/judge.ts';
import type { CaseOutcome, CaseStanding } from './case.state.ts';

/** A row of `risk_cases`. */
export type RiskCase = CaseStanding & {
  readonly companyId: string;
  readonly id: string;
  readonly rule: RiskRule;
  readonly userId: string | null;
  readonly cardId: string | null;
  readonly teamIds: readonly string[];
  /** A holder says that somebody else made one of its purchases. */
  readonly urgent: boolean;
  readonly alertCount: number;
  readonly openedAt: Date;
  readonly lastAlertAt: Date;
  readonly version: number;
};

export const CASE_COLUMNS = `c.company_id AS "companyId", c.id, c.rule, c.user_id AS "userId", c.card_id AS "cardId", c.team_ids AS "teamIds",
  c.state, c.urgent, c.outcome, c.assignee_id AS "assigneeId", c.alert_count AS "alertCount", c.opened_at AS "openedAt",
  c.last_alert_at AS "lastAlertAt", c.closed_at AS "closedAt", c.version`;

export async function findCase(manager: EntityManager, companyId: string, id: string): Promise<RiskCase | null> {
  const [row] = await manager.query<RiskCase[]>(`SELECT ${CASE_COLUMNS} FROM risk_cases c WHERE c.company_id = $1 AND c.id = $2`, [
    ...[companyId, id],
  ]);
  return row ?? null;
}

/** What alerts of one case have in common, and whose they are. */
export type CaseSubject = Pick<RiskCase, 'rule' | 'userId' | 'cardId' | 'teamIds'> & { readonly subject: string };

/** The open case of a subject that had an alert since a moment. */
export async function findOpenCase(tx: Tx, companyId: string, { rule, subject }: CaseSubject, since: Date): Promise<RiskCase | null> {
  const [row] = await tx.query<RiskCase[]>(
    `SELECT ${CASE_COLUMNS} FROM risk_cases c WHERE c.company_id = $1 AND c.rule = $2 AND c.subject = $3 AND c.state <> 'CLOSED'
        AND c.last_alert_at >= $4 ORDER BY c.opened_at DESC, c.id DESC LIMIT 1`,
    [companyId, rule, subject, since],
  );
  return row ?? null;
}

export async function insertCase(tx: Tx, companyId: string, { rule, subject, userId, cardId, teamIds }: CaseSubject): Promise<string> {
  const { clock } = contextOf(tx).database;
  const id = uuidv7(clock);
  await tx.query(
    `INSERT INTO risk_cases (company_id, id, rule, subject, user_id, card_id, team_ids, state, alert_count, opened_at, last_alert_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'OPEN', 1, $8, $8)`,
    [companyId, id, rule, subject, userId, cardId, teamIds, clock.now()],
  );
  return id;
}

export async function countAlert(tx: Tx, { companyId, id }: RiskCase): Promise<void> {
  await tx.query(
    `UPDATE risk_cases SET alert_count = alert_count + 1, last_alert_at = $3, version = version + 1 WHERE company_id = $1 AND id = $2`,
    [companyId, id, contextOf(tx).database.clock.now()],
  );
}

export async function isRaised(tx: Tx, companyId: string, { rule }: Finding, transactionId: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(`SELECT FROM risk_alerts WHERE company_id = $1 AND transaction_id = $2 AND rule = $3`, [
    ...[companyId, transactionId, rule],
  ]);
  return rows.length > 0;
}

export async function insertAlert(
  tx: Tx,
  companyId: string,
  alert: Finding & { readonly caseId: string; readonly transactionId: string; readonly settingsVersion: number },
): Promise<void> {
  const { clock } = contextOf(tx).database;
  await tx.query(
    `INSERT INTO risk_alerts (company_id, id, case_id, rule, transaction_id, detail, settings_version, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[companyId, uuidv7(clock), alert.caseId, alert.rule, alert.transactionId, JSON.stringify(alert.values), alert.settingsVersion],
      clock.now(),
    ],
  );
}

export async function saveStanding(tx: Tx, { companyId, id }: RiskCase, after: CaseStanding): Promise<void> {
  await tx.query(
    `UPDATE risk_cases SET state = $3, outcome = $4, assignee_id = $5, closed_at = $6, version = version + 1 WHERE company_id = $1 AND id = $2`,
    [companyId, id, after.state, after.outcome, after.assigneeId, after.closedAt],
  );
}

export async function markUrgent(tx: Tx, { companyId, id }: RiskCase): Promise<void> {
  await tx.query(`UPDATE risk_cases SET urgent = true, version = version + 1 WHERE company_id = $1 AND id = $2`, [companyId, id]);
}

export const CASE_EVENT_KINDS = ['COMMENTED', 'ASSIGNED', 'CLOSED', 'REOPENED', 'CONFIRMED', 'DENIED'] as const;

/** What somebody did to a case. */
export type CaseEvent = {
  readonly id: string;
  readonly caseId: string;
  readonly kind: (typeof CASE_EVENT_KINDS)[number];
  readonly outcome: CaseOutcome | null;
  /** To whom it was given; null when it was given back. */
  readonly assigneeId: string | null;
  readonly comment: string | null;
  readonly byName: string;
  readonly at: Date;
};

export async function insertCaseEvent(
  tx: Tx,
  { companyId, id: caseId }: RiskCase,
  event: Omit<CaseEvent, 'id' | 'caseId' | 'at'>,
): Promise<void> {
  const { clock } = contextOf(tx).database;
  await tx.query(
    `INSERT INTO risk_case_events (company_id, id, case_id, kind, outcome, assignee_id, comment, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [companyId, uuidv7(clock), caseId, event.kind, event.outcome, event.assigneeId, event.comment, event.byName, clock.now()],
  );
}
