import { ForbiddenError } from '../../access/access.errors.ts';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../../access/commander.ts';
import type { Database } from '../../platform/database.ts';
import { DomainError, InvalidInputError, NotFoundError, StaleVersionError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import { isUuid, uuidv7 } from '../../platform/ids.ts';
import { runOn } from '../../platform/run.ts';
import { type Actor, audit, idOfActor, once, transact, type Tx } from '../../platform/transact.ts';
import { authorityOf } from '../authority.ts';
import { type CardService, checkedReason } from '../card.service.ts';
import { findCard } from '../card-store.ts';
import { type BulkAction, type CardBulk, type CardBulkRow, COMMAND_OF, MOST_CARDS, undoOf } from './card-bulk.ts';
import { findBulk, insertBulk, rowsOfBulks } from './card-bulk-store.ts';

export type ChangeCards = {
  readonly idempotencyKey: string;
  readonly cardIds: readonly string[];
  readonly action: BulkAction;
  readonly reason?: string | null | undefined;
};
export type UndoCardBulk = { readonly idempotencyKey: string; readonly bulkId: string };

/** What is to be done with one card, and what was done that it takes back. */
type Wish = { readonly cardId: string; readonly undoes?: CardBulkRow };

/** Commands to many cards at once. A card that is refused keeps no other from being done. */
export class CardBulkService {
  constructor(
    private readonly database: Database,
    private readonly cards: CardService,
  ) {}

  /**
   * What is refused of a card stands in its row. Who may do it with none of them is refused as for a single one.
   * @throws InvalidInputError, NotFoundError, ForbiddenError
   */
  async change(by: Commander, input: ChangeCards, options: CommandOptions = {}): Promise<{ bulkId: string }> {
    const actor = actorFor(by, options.ip);
    const cardIds = checkedIds(input.cardIds);
    const reason = checkedReason(input.reason);
    return transact(this.database, { ...options, command: 'card.changeMany', actor }, async (tx) => {
      await gate(tx, actor.companyId);
      const { action } = input;
      return once(tx, input.idempotencyKey, { cardIds, action, reason }, () => {
        const wishes = cardIds.map((cardId) => ({ cardId }));
        return this.#carryOut(tx, by, actor, { action, reason, undoes: null, wishes });
      });
    });
  }

  /**
   * Takes back what was done with many cards, by whom it was done, for ten minutes: of the cards that nobody has changed since.
   * @throws NotFoundError, BulkIsFinalError, BulkUndoOverError
   */
  async undo(by: Commander, input: UndoCardBulk, options: CommandOptions = {}): Promise<{ bulkId: string }> {
    const actor = actorFor(by, options.ip);
    return transact(this.database, { ...options, command: 'card.undoMany', actor }, async (tx) => {
      await gate(tx, actor.companyId);
      const bulk = isUuid(input.bulkId) ? await findBulk(tx, actor.companyId, input.bulkId) : null;
      if (bulk === null || bulk.madeBy !== idOfActor(actor)) throw new NotFoundError('change of many cards');
      return once(tx, input.idempotencyKey, { bulkId: bulk.id }, async () => {
        const action = undoOf(bulk, this.database.clock.now());
        const done = (await rowsOfBulks(tx, [bulk.id])).filter((row) => row.refusal === null);
        const wishes = done.map((row) => ({ cardId: row.cardId, undoes: row }));
        return this.#carryOut(tx, by, actor, { action, reason: null, undoes: bulk.id, wishes });
      });
    });
  }

  /** Under the gate. */
  async #carryOut(
    tx: Tx,
    by: Commander,
    actor: Actor,
    { action, reason, undoes, wishes }: { action: BulkAction; reason: string | null; undoes: string | null; wishes: readonly Wish[] },
  ): Promise<{ bulkId: string }> {
    const { clock } = this.database;
    const { companyId } = actor;
    const bulk: CardBulk = { companyId, id: uuidv7(clock), action, madeBy: idOfActor(actor), madeAt: clock.now(), undoes };
    const rows: CardBulkRow[] = [];
    const refusals: DomainError[] = [];
    for (const wish of wishes) {
      const done = await this.#doneOrRefused(tx, by, companyId, wish, action, reason);
      if (done instanceof DomainError) refusals.push(done);
      rows.push(done instanceof DomainError ? refusedRow(wish.cardId, done) : done);
    }
    const [first] = refusals;
    if (first !== undefined && refusals.length === rows.length && refusals.every(isOfAccess)) throw first;
    await insertBulk(tx, bulk, rows);
    const refused = refusals.length;
    audit(tx, {
      ...{ subjectType: 'cardBulk', subjectId: bulk.id, reason },
      after: { action, undoes, done: rows.length - refused, refused },
    });
    return { bulkId: bulk.id };
  }

  /** Refusals are decided before anything of the card is written: the transaction goes on. */
  async #doneOrRefused(
    tx: Tx,
    by: Commander,
    companyId: string,
    wish: Wish,
    action: BulkAction,
    reason: string | null,
  ): Promise<CardBulkRow | DomainError> {
    try {
      return await this.#done(tx, by, companyId, wish, action, reason);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  async #done(
    tx: Tx,
    by: Commander,
    companyId: string,
    { cardId, undoes }: Wish,
    action: BulkAction,
    reason: string | null,
  ): Promise<CardBulkRow> {
    const card = await findCard(runOn(tx), companyId, cardId);
    if (card === null) throw new NotFoundError('card');
    const command = COMMAND_OF[action];
    assertCommander(by, `card.${command}`, card);
    if (undoes !== undefined && undoes.version !== card.version) throw new StaleVersionError('card');
    // Frozen again as it was: whoever might lift the freeze before may lift it then.
    const authority = undoes?.frozenBefore ?? authorityOf(by, card.userId);
    const { version } = await this.cards.carryOut(tx, by, command, card, { reason, authority });
    return { cardId, refusal: null, sentence: null, version, frozenBefore: card.frozenWith };
  }
}

function refusedRow(cardId: string, { code, message }: DomainError): CardBulkRow {
  return { cardId, refusal: code, sentence: message, version: null, frozenBefore: null };
}

function isOfAccess(refusal: DomainError): boolean {
  return refusal instanceof NotFoundError || refusal instanceof ForbiddenError;
}

function checkedIds(cardIds: readonly string[]): string[] {
  if (cardIds.length < 1 || cardIds.length > MOST_CARDS) throw new InvalidInputError('cardIds', `Name 1 to ${MOST_CARDS} cards.`);
  const ids = cardIds.map((id) => id.toLowerCase());
  if (!ids.every(isUuid)) throw new InvalidInputError('cardIds', 'The id of a card is a UUID.');
  if (new Set(ids).size < ids.length) throw new InvalidInputError('cardIds', 'Name each card once.');
  return ids;
}
