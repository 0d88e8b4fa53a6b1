import { appendFeed } from '../feed/append.ts';
import { audit, type Tx } from '../platform/transact.ts';
import { mayBeGiven } from './case.loader.ts';
import { assigned } from './case.state.ts';
import { CASE_COLUMNS, insertCaseEvent, type RiskCase, saveStanding } from './case-store.ts';

const BY = 'Offboarding';

/**
 * Gives the open cases that somebody looks into to somebody else. One that they may not handle, or all when there is nobody, is given back
 * for another to take. Within another command, under its gate.
 */
export async function handOverCases(tx: Tx, companyId: string, fromId: string, toId: string | null): Promise<void> {
  const cases = await tx.query<RiskCase[]>(
    `SELECT ${CASE_COLUMNS} FROM risk_cases c WHERE c.company_id = $1 AND c.assignee_id = $2 AND c.state = 'ASSIGNED' ORDER BY c.id`,
    [companyId, fromId],
  );
  for (const one of cases) {
    const assigneeId = toId !== null && (await mayBeGiven(tx, one, toId)) ? toId : null;
    await saveStanding(tx, one, assigned(one, assigneeId));
    await insertCaseEvent(tx, one, { kind: 'ASSIGNED', outcome: null, comment: null, assigneeId, byName: BY });
    const { id: caseId, userId, cardId, teamIds } = one;
    await appendFeed(tx, { companyId, kind: 'RISK', event: 'risk_case.changed', caseId, userId, cardId, teamIds });
    audit(tx, { subjectType: 'riskCase', subjectId: caseId, before: { assigneeId: fromId }, after: { assigneeId } });
  }
}
