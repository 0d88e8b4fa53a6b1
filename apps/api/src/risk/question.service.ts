import type { CommandOptions } from '../access/commander.ts';
import { assertMay } from '../access/policy.ts';
import { actorOf, type Member } from '../access/viewer.ts';
import type { CardService } from '../cards/card.service.ts';
import { appendFeed } from '../feed/append.ts';
import type { Database } from '../platform/database.ts';
import { NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid } from '../platform/ids.ts';
import { audit, once, transact, type Tx } from '../platform/transact.ts';
import { QuestionAnsweredError } from './case.errors.ts';
import { reopened } from './case.state.ts';
import { insertCaseEvent, markUrgent, type RiskCase, saveStanding } from './case-store.ts';
import { casesOfPurchase, findQuestion, type Question, saveAnswer } from './question-store.ts';

type AnswerQuestion = { readonly idempotencyKey: string; readonly transactionId: string; readonly wasMe: boolean };

/** What a holder says of a purchase that was asked about. A no freezes the card in the same transaction: no purchase comes between. */
export class QuestionService {
  constructor(
    private readonly database: Database,
    private readonly cards: CardService,
  ) {}

  /** @throws NotFoundError for anybody but the holder, QuestionAnsweredError */
  answer(by: Member, { idempotencyKey, transactionId, wasMe }: AnswerQuestion, options: CommandOptions = {}): Promise<void> {
    const { companyId } = by;
    return transact(this.database, { ...options, command: 'purchase.answer', actor: actorOf(by, options.ip) }, async (tx) => {
      await gate(tx, companyId);
      const question = isUuid(transactionId) ? await findQuestion(tx, companyId, transactionId) : null;
      if (question === null) throw new NotFoundError('question');
      assertMay(by, 'riskQuestion.answer', { companyId, userId: question.userId });
      await once(tx, idempotencyKey, { transactionId, wasMe }, async () => {
        if (question.answeredAt !== null) throw new QuestionAnsweredError();
        await saveAnswer(tx, question, wasMe);
        audit(tx, { subjectType: 'transaction', subjectId: transactionId, after: { wasHolder: wasMe } });
        if (!wasMe) await this.#freeze(tx, by, question);
        await this.#noteInCases(tx, by, question, wasMe);
        const { userId, cardId } = question;
        await appendFeed(tx, { companyId, kind: 'TRANSACTION', event: 'purchase.answered', transactionId, userId, cardId });
      });
    });
  }

  /** With an admin's authority: whoever has the card, and the holder's telephone too, cannot simply unfreeze it. */
  async #freeze(tx: Tx, { companyId, displayName }: Member, { cardId }: Question): Promise<void> {
    const by = { kind: 'system', companyId, name: 'risk' } as const;
    await this.cards.freezeWithin(tx, by, { cardId, actorName: displayName, reason: DENIED });
  }

  async #noteInCases(tx: Tx, { displayName: byName }: Member, question: Question, wasMe: boolean): Promise<void> {
    const { transactionId } = question;
    for (const found of await casesOfPurchase(tx, question)) {
      const kind = wasMe ? 'CONFIRMED' : 'DENIED';
      await insertCaseEvent(tx, found, { kind, outcome: null, assigneeId: null, comment: null, byName });
      if (!wasMe) await this.#raise(tx, found);
      const { companyId, id: caseId, userId, cardId, teamIds } = found;
      const event = wasMe ? 'risk_case.changed' : 'risk_case.denied';
      await appendFeed(tx, { companyId, kind: 'RISK', event, caseId, transactionId, userId, cardId, teamIds });
    }
  }

  /** What somebody has closed in the meantime was not known then. */
  async #raise(tx: Tx, found: RiskCase): Promise<void> {
    if (found.state === 'CLOSED') await saveStanding(tx, found, reopened(found));
    await markUrgent(tx, found);
    audit(tx, { subjectType: 'riskCase', subjectId: found.id, before: { state: found.state }, after: { urgent: true } });
  }
}

const DENIED = 'The holder did not make a purchase with it.';
