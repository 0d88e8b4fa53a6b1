import { actorFor, assertCommander, type CommandOptions, type Commander } from '../../access/commander.ts';
import { Person, type PersonStatus } from '../../people/person.entity.ts';
import type { Standing } from '../../people/verification/holder-refusal.ts';
import { assertUndoable, checkedIds, DONE, undoableUntil } from '../../platform/bulk/bulk.ts';
import { newBulk, ownBulk, recordBulk, rowForEach } from '../../platform/bulk/carry-out.ts';
import type { Database } from '../../platform/database.ts';
import { InvalidInputError, NotFoundError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import { isUuid } from '../../platform/ids.ts';
import { runOn } from '../../platform/run.ts';
import { nameOfActor, once, transact, type Tx } from '../../platform/transact.ts';
import { HolderNotActiveError } from '../card.errors.ts';
import { CardProgram } from '../card-program.entity.ts';
import { findCards, versionAfter } from '../card-store.ts';
import { type CardChange, changeBy, changeCards } from '../change-cards.ts';
import { findOrRefuse } from '../find-or-refuse.ts';
import type { FirstLimit, LimitWindow } from '../limit-window.ts';
import { type IssueBulkRow, issueBulks, refusalToIssue, refusalToTakeBack } from './issue-bulk.ts';
import { assertMayHoldCards, insertCards } from './new-cards.ts';

/** What is asked for a card, whoever is to hold it. */
type NewCard = {
  readonly name: string;
  readonly limit?: { readonly minor: bigint; readonly window: LimitWindow } | undefined;
};

export type IssueCard = NewCard & { readonly idempotencyKey: string; readonly holderId: string; readonly programId: string };
export type IssueCards = NewCard & {
  readonly idempotencyKey: string;
  readonly holderIds: readonly string[];
  readonly programId: string;
};
export type UndoIssueBulk = { readonly idempotencyKey: string; readonly bulkId: string };

/** Whose a new card is. */
type Owner = { readonly userId: string; readonly teamIds: readonly string[] };
type Holder = Owner & Standing & { readonly status: PersonStatus };

/** Issues cards: one, or many at once, of which one that is refused keeps no other from being issued. */
export class IssueService {
  constructor(
    private readonly database: Database,
    private readonly limits: FirstLimit,
  ) {}

  /** @throws NotFoundError, HolderNotActiveError, HolderNotAllowedError, InvalidInputError */
  async issue(by: Commander, input: IssueCard, options: CommandOptions = {}): Promise<{ cardId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    const wish = checkedCard(input);
    return transact(this.database, { ...options, command: 'card.issue', actor }, async (tx) => {
      await gate(tx, companyId);
      const holder = await findOrRefuse(tx, Person, companyId, input.holderId, 'person');
      const teamIds = await teamsOf(tx, holder);
      assertCommander(by, 'card.issue', { companyId, userId: holder.id, teamIds });
      return once(tx, input.idempotencyKey, withoutKey(input), async () => {
        if (holder.status !== 'ACTIVE') throw new HolderNotActiveError();
        await assertMayHoldCards(tx, holder);
        const program = await findOrRefuse(tx, CardProgram, companyId, input.programId, 'card program');
        const [cardId] = await this.#issueWithin(tx, by, program, wish, [{ userId: holder.id, teamIds }]);
        if (cardId === undefined) throw new Error('no card was made');
        return { cardId };
      });
    });
  }

  /**
   * What is refused of one stands in their row. Who may issue a card to none of them is refused as for a single one.
   * @throws InvalidInputError, NotFoundError, ForbiddenError
   */
  async issueMany(by: Commander, input: IssueCards, options: CommandOptions = {}): Promise<{ bulkId: string }> {
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
        const cards = await this.#issueWithin(tx, by, program, wish, allowed);
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
        const cardIds = done.flatMap(({ cardId }) => cardId ?? []);
        const [cards, used] = [await findCards(runOn(tx), companyId, cardIds), await usedOf(tx, companyId, cardIds)];
        const changes: CardChange[] = [];
        const rows = await rowForEach<IssueBulkRow, IssueBulkRow>(
          done,
          (issued) => {
            const card = issued.cardId === null ? undefined : cards.get(issued.cardId);
            if (card === undefined) throw new NotFoundError('card');
            assertCommander(by, 'card.terminate', card);
            const refusal = refusalToTakeBack({ version: card.version, wasUsed: used.has(card.id) }, issued);
            if (refusal !== null) throw refusal;
            const change = changeBy(by, 'terminate', card, { reason: null });
            changes.push(change);
            return { holderId: issued.holderId, cardId: card.id, ...DONE, version: versionAfter(card, change.after) };
          },
          ({ holderId, cardId }, outcome) => ({ holderId, cardId, ...outcome, version: null }),
        );
        await changeCards(tx, nameOfActor(actor), changes);
        const { programId } = bulk;
        const undone = { ...newBulk(tx, 'TERMINATE', bulk.id), programId };
        return recordBulk(tx, issueBulks, undone, rows, { subjectType: 'issueBulk', after: { programId } });
      });
    });
  }

  /** A card of one program for each of some people who may have one. @returns the cards, in the order of their holders */
  async #issueWithin(tx: Tx, by: Commander, program: CardProgram, { name, limit }: NewCard, holders: readonly Owner[]): Promise<string[]> {
    if (holders.length === 0) return [];
    const wanted = holders.map(({ userId, teamIds }) => ({ userId, teamIds, name }));
    const cards = await insertCards(tx, nameOfActor(actorFor(by)), program, wanted);
    if (limit !== undefined) {
      const amount = { minor: limit.minor, currency: program.currency };
      await this.limits.setFirstLimit(tx, by, { companyId: program.companyId, cards, amount, window: limit.window });
    }
    return cards.map(({ cardId }) => cardId);
  }
}

/** @throws InvalidInputError */
function checkedCard({ name: text, limit }: NewCard): NewCard {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > 60) throw new InvalidInputError('name', 'The name of a card has 1 to 60 characters.');
  if (limit !== undefined && limit.minor <= 0n) throw new InvalidInputError('limitMinor', 'A limit is more than nothing.');
  return { name, limit };
}

/** The input as it is compared when its key comes again. */
function withoutKey({ idempotencyKey: _key, ...rest }: IssueCard): object {
  return JSON.parse(JSON.stringify(rest, (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))) as object;
}

async function teamsOf(tx: Tx, { companyId, id }: Person): Promise<string[]> {
  const rows = await tx.query<{ team_id: string }[]>(`SELECT team_id FROM memberships WHERE company_id = $1 AND user_id = $2 ORDER BY 1`, [
    companyId,
    id,
  ]);
  return rows.map((row) => row.team_id);
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
async function usedOf(tx: Tx, companyId: string, cardIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT c.id FROM unnest($2::uuid[]) AS c (id)
      WHERE EXISTS (SELECT FROM transactions t WHERE t.company_id = $1 AND t.card_id = c.id)`,
    [companyId, cardIds],
  );
  return new Set(rows.map(({ id }) => id));
}
