import type { RiskRule } from '@afc/words';
import { appendFeed } from '../feed/append.ts';
import { audit, contextOf, type Tx } from '../platform/transact.ts';
import { type CaseSubject, countAlert, findOpenCase, insertAlert, insertCase, isRaised } from './case-store.ts';
import { insertQuestion } from './question-store.ts';
import type { GatheredPurchase } from './gather.ts';
import type { Finding } from './rules/judge.ts';
import { DAY_MS } from './rules/purchase.ts';

/** What a rule found, and in which purchase. */
export type Alert = { readonly finding: Finding; readonly purchase: GatheredPurchase };

/** What comes so soon after the last alert of the same rule and subject belongs to the same case, unless somebody has closed it. */
const JOINS_WITHIN_MS = 7 * DAY_MS;

/** Opens a case of an alert, or adds it to the open one of its subject. Once an alert. Under the gate, so that two cannot be opened at once. */
export async function raise(tx: Tx, companyId: string, { finding, purchase }: Alert, settingsVersion: number): Promise<void> {
  if (await isRaised(tx, companyId, finding, purchase.id)) return;
  const subject = subjectOf(finding, purchase);
  const since = new Date(contextOf(tx).database.clock.now().getTime() - JOINS_WITHIN_MS);
  const open = await findOpenCase(tx, companyId, subject, since);
  const caseId = open?.id ?? (await insertCase(tx, companyId, subject));
  if (open !== null) await countAlert(tx, open);
  await insertAlert(tx, companyId, { ...finding, caseId, transactionId: purchase.id, settingsVersion });
  const { userId, cardId, teamIds } = open ?? subject;
  const event = open === null ? 'risk_case.opened' : 'risk_case.alerted';
  await appendFeed(tx, { companyId, kind: 'RISK', event, caseId, transactionId: purchase.id, cardId, userId, teamIds });
  if (ASKED.includes(finding.rule)) await ask(tx, companyId, purchase);
  audit(tx, { subjectType: 'riskCase', subjectId: caseId, after: { rule: finding.rule, transactionId: purchase.id, settingsVersion } });
}

/** Rules about one purchase, of which its holder knows whether they made it. */
const ASKED: readonly RiskRule[] = ['FIRST_COUNTRY', 'IMPOSSIBLE_TRAVEL', 'DORMANT_CARD'];

async function ask(tx: Tx, companyId: string, purchase: GatheredPurchase): Promise<void> {
  if (!(await insertQuestion(tx, companyId, purchase))) return;
  const { id: transactionId, userId, cardId, teamIds } = purchase;
  await appendFeed(tx, { companyId, kind: 'TRANSACTION', event: 'purchase.questioned', transactionId, userId, cardId, teamIds });
}

/** Of a company's or a merchant's alerts the purchases are of many: only who sees the whole company sees such a case. */
function subjectOf({ rule }: Finding, { userId, cardId, teamIds, merchantKey }: GatheredPurchase): CaseSubject {
  const ofMany = { rule, userId: null, cardId: null, teamIds: [] };
  switch (rule) {
    case 'VELOCITY':
      return { ...ofMany, subject: 'company' };
    case 'MERCHANT_RING':
      return { ...ofMany, subject: `merchant ${merchantKey}` };
    case 'STRUCTURING':
    case 'ROUND_AMOUNTS':
    case 'FIRST_COUNTRY':
      return { rule, userId, cardId, teamIds, subject: `person ${userId}` };
    case 'IMPOSSIBLE_TRAVEL':
    case 'DORMANT_CARD':
    case 'DECLINES_IN_A_ROW':
      return { rule, userId, cardId, teamIds, subject: `card ${cardId}` };
  }
}
