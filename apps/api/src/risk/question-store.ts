import type { EntityManager } from 'typeorm';
import { loaderBy } from '../platform/graphql/loader.ts';
import { contextOf, type Tx } from '../platform/transact.ts';
import { CASE_COLUMNS, type RiskCase } from './case-store.ts';
import type { GatheredPurchase } from './gather.ts';

/** Whether the holder made a purchase. */
export type Question = {
  readonly companyId: string;
  readonly transactionId: string;
  readonly userId: string;
  readonly cardId: string;
  readonly askedAt: Date;
  readonly wasHolder: boolean | null;
  readonly answeredAt: Date | null;
};

const QUESTION = `SELECT q.company_id AS "companyId", q.transaction_id AS "transactionId", q.user_id AS "userId", q.card_id AS "cardId",
  q.asked_at AS "askedAt", q.was_holder AS "wasHolder", q.answered_at AS "answeredAt" FROM risk_questions q`;

/** False when it is asked already. */
export async function insertQuestion(tx: Tx, companyId: string, { id, userId, cardId }: GatheredPurchase): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `INSERT INTO risk_questions (company_id, transaction_id, user_id, card_id, asked_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING transaction_id`,
    [companyId, id, userId, cardId, contextOf(tx).database.clock.now()],
  );
  return rows.length > 0;
}

export async function findQuestion(manager: EntityManager, companyId: string, transactionId: string): Promise<Question | null> {
  const [row] = await manager.query<Question[]>(`${QUESTION} WHERE q.company_id = $1 AND q.transaction_id = $2`, [
    companyId,
    transactionId,
  ]);
  return row ?? null;
}

export const questionOfTransaction = loaderBy<string, Question>(
  (question) => question.transactionId,
  (manager, ids) => manager.query(`${QUESTION} WHERE q.company_id = app_company() AND q.transaction_id = ANY ($1)`, [ids]),
);

const MOST_OPEN = 20;

/** Those that a person has not answered, the oldest first. */
export function openQuestionsOf(manager: EntityManager, companyId: string, userId: string): Promise<Question[]> {
  return manager.query(
    `${QUESTION} WHERE q.company_id = $1 AND q.user_id = $2 AND q.answered_at IS NULL ORDER BY q.asked_at, q.transaction_id LIMIT ${MOST_OPEN}`,
    [companyId, userId],
  );
}

export async function saveAnswer(tx: Tx, { companyId, transactionId }: Question, wasHolder: boolean): Promise<void> {
  await tx.query(`UPDATE risk_questions SET was_holder = $3, answered_at = $4 WHERE company_id = $1 AND transaction_id = $2`, [
    ...[companyId, transactionId, wasHolder, contextOf(tx).database.clock.now()],
  ]);
}

/** Every case that was made of a purchase. */
export function casesOfPurchase(tx: Tx, { companyId, transactionId }: Question): Promise<RiskCase[]> {
  return tx.query(
    `SELECT ${CASE_COLUMNS} FROM risk_cases c WHERE c.company_id = $1 AND EXISTS (
       SELECT FROM risk_alerts a WHERE a.company_id = c.company_id AND a.case_id = c.id AND a.transaction_id = $2) ORDER BY c.id`,
    [companyId, transactionId],
  );
}
