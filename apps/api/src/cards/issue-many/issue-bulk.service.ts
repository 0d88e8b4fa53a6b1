import { actorFor, assertCommander, type CommandOptions, type Commander } from '../../access/commander.ts';
import type { PersonStatus } from '../../people/person.entity.ts';
import type { Standing } from '../../people/verification/holder-refusal.ts';
import { assertUndoable, checkedIds, DONE, undoableUntil } from '../../platform/bulk/bulk.ts';
import { newBulk, ownBulk, recordBulk, rowForEach } from '../../platform/bulk/carry-out.ts';
import type { Database } from '../../platform/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import { isUuid } from '../../platform/ids.ts';
import { runOn } from '../../platform/run.ts';
import { once, transact, type Tx } from '../../platform/transact.ts';
import { type CardService, checkedCard, type NewCard } from '../card.service.ts';
import { CardProgram } from '../card-program.entity.ts';
import { findCard } from '../card-store.ts';
import { type IssueBulkRow, issueBulks, refusalToIssue, refusalToTakeBack } from './issue-bulk.ts';

export type IssueCards = NewCard & {
  readonly idempotencyKey: string;
  readonly holderIds: readonly string[];
  readonly programId: string;
};
export type UndoIssueBulk = { readonly idempotencyKey: string; readonly bulkId: string };

type Holder = Standing & { readonly userId: string; readonly status: PersonStatus; readonly teamIds: readonly string[] };

/** Issues cards to many people at once. One who is refused keeps no other from getting a card. */
export class IssueBulkService {
  constructor(
    private readonly database: Database,
    private readonly cards: CardService,
  ) {}

  /**
   * What is refused of one stands in their row. Who may issue a card to none of them is refused as for a single one.
   * @throws InvalidInputError, NotFoundError, ForbiddenError
   */
  async issue(by: Commander, input: IssueCards, options: CommandOptions = {}): Promise<{ bulkId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    const wish = checkedCard(input);
    const holderIds = checkedIds('holderIds', ['person', 'people'], input.holderIds);
    const programId = input.programId.toLowerCase();
    if (!isUuid(programId)) throw new NotFoundError('card program');
    return transact(this.database, { ...options, command: 'card.issueMany', actor }, async (tx) => {
      await gate(tx, companyId);
      const asked = { holderIds, programId, name: wish.name, limit: wish.limit && { ...wish.limit, minor: wish.limit.minor.toString() } };
      return once(tx, input.idempotencyKey, asked, async () => {
        const program = await tx.findOneBy(CardProgram, { companyId, id: programId });
        if (program === null) throw new NotFoundError('card program');
        const holders = new Map((await holdersOf(tx, companyId, holderIds)).map((holder) => [holder.userId, holder]));
        const allowed: Holder[] = [];
        const decided = await rowForEach<string, IssueBulkRow>(
          holderIds,
          (holderId) => {
            const holder = holders.get(holderId);
            if (holder === undefined) throw new NotFoundError('person');
            assertCommander(by, 'card.issue', { companyId, userId: holderId, teamIds: holder.teamIds });
            const refusal = refusalToIssue(holder);
            if (refusal !== null) throw refusal;
            allowed.push(holder);
            return { holderId, cardId: null, ...DONE, version: 1 };
          },
          (holderId, outcome) => ({ holderId, cardId: null, ...outcome, version: null }),
        );
        const cards = await this.cards.issueWithin(tx, by, { holders: allowed, program, ...wish });
        const cardOf = new Map(allowed.map(({ userId }, index) => [userId, cards[index] ?? null]));
        const rows = decided.map((row) => ({ ...row, cardId: cardOf.get(row.holderId) ?? null }));
        const bulk = { ...newBulk(tx, 'ISSUE', null), programId };
        return recordBulk(tx, issueBulks, bulk, rows, { subjectType: 'issueBulk', after: { programId } });
      });
    });
  }

  /**
   * Terminates the cards that were issued at once, by whom they were issued, for ten minutes: those that nobody has used or changed since.
   * @throws NotFoundError, BulkIsFinalError, BulkUndoOverError
   */
  async undo(by: Commander, input: UndoIssueBulk, options: CommandOptions = {}): Promise<{ bulkId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    return transact(this.database, { ...options, command: 'card.undoIssueMany', actor }, async (tx) => {
      await gate(tx, companyId);
      const { bulk, done } = await ownBulk(tx, issueBulks, input.bulkId);
      return once(tx, input.idempotencyKey, { bulkId: bulk.id }, async () => {
        assertUndoable(undoableUntil(bulk), this.database.clock.now());
        const used = await usedOf(tx, companyId, done);
        const rows = await rowForEach<IssueBulkRow, IssueBulkRow>(
          done,
          async (issued) => {
            const card = issued.cardId === null ? null : await findCard(runOn(tx), companyId, issued.cardId);
            if (card === null) throw new NotFoundError('card');
            assertCommander(by, 'card.terminate', card);
            const refusal = refusalToTakeBack({ version: card.version, wasUsed: used.has(card.id) }, issued);
            if (refusal !== null) throw refusal;
            const { version } = await this.cards.carryOut(tx, by, 'terminate', card, { reason: null });
            return { holderId: issued.holderId, cardId: card.id, ...DONE, version };
          },
          ({ holderId, cardId }, outcome) => ({ holderId, cardId, ...outcome, version: null }),
        );
        const { programId } = bulk;
        const undone = { ...newBulk(tx, 'TERMINATE', bulk.id), programId };
        return recordBulk(tx, issueBulks, undone, rows, { subjectType: 'issueBulk', after: { programId } });
      });
    });
  }
}

/** Those of them who are of the company, as far as it depends on it whether they are issued a card. */
function holdersOf(tx: Tx, companyId: string, holderIds: readonly string[]): Promise<Holder[]> {
  return tx.query<Holder[]>(
    `SELECT u.id AS "userId", u.status, c.holder_status AS company, u.holder_status AS person,
            ARRAY(SELECT m.team_id FROM memberships m WHERE m.company_id = u.company_id AND m.user_id = u.id ORDER BY 1) AS "teamIds"
       FROM users u JOIN companies c ON c.id = u.company_id WHERE u.company_id = $1 AND u.id = ANY ($2)`,
    [companyId, holderIds],
  );
}

/** Those of the cards with which somebody has bought something, or tried to. */
async function usedOf(tx: Tx, companyId: string, issued: readonly IssueBulkRow[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT c.id FROM unnest($2::uuid[]) AS c (id)
      WHERE EXISTS (SELECT FROM transactions t WHERE t.company_id = $1 AND t.card_id = c.id)`,
    [companyId, issued.flatMap(({ cardId }) => cardId ?? [])],
  );
  return new Set(rows.map(({ id }) => id));
}
