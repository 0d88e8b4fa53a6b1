import { actorFor, assertCommander, type CommandOptions, type Commander } from '../../access/commander.ts';
import { checkedIds, DONE } from '../../platform/bulk/bulk.ts';
import { newBulk, ownBulk, recordBulk, rowForEach } from '../../platform/bulk/carry-out.ts';
import type { Database } from '../../platform/database.ts';
import { NotFoundError, StaleVersionError } from '../../platform/errors.ts';
import { gate } from '../../platform/gate.ts';
import { runOn } from '../../platform/run.ts';
import { nameOfActor, once, transact, type Tx } from '../../platform/transact.ts';
import { authorityOf } from '../authority.ts';
import { findCards, type StoredCard, versionAfter } from '../card-store.ts';
import { type CardChange, changeBy, changeCards, checkedReason } from '../change-cards.ts';
import { type BulkAction, type CardBulkRow, cardBulks, COMMAND_OF, undoOf } from './card-bulk.ts';

export type ChangeCards = {
  readonly idempotencyKey: string;
  readonly cardIds: readonly string[];
  readonly action: BulkAction;
  readonly reason?: string | null | undefined;
};
export type UndoCardBulk = { readonly idempotencyKey: string; readonly bulkId: string };

/** What is to be done with one card, and what was done that it takes back. */
type Wish = { readonly cardId: string; readonly undoes?: CardBulkRow };

type Plan = {
  readonly action: BulkAction;
  readonly reason: string | null;
  readonly undoes: string | null;
  readonly wishes: readonly Wish[];
};

/** Commands to many cards at once. A card that is refused keeps no other from being done. */
export class CardBulkService {
  constructor(private readonly database: Database) {}

  /**
   * What is refused of a card stands in its row. Who may do it with none of them is refused as for a single one.
   * @throws InvalidInputError, NotFoundError, ForbiddenError
   */
  async change(by: Commander, input: ChangeCards, options: CommandOptions = {}): Promise<{ bulkId: string }> {
    const actor = actorFor(by, options.ip);
    const cardIds = checkedIds('cardIds', ['card', 'cards'], input.cardIds);
    const reason = checkedReason(input.reason);
    return transact(this.database, { ...options, command: 'card.changeMany', actor }, async (tx) => {
      await gate(tx, actor.companyId);
      const { action } = input;
      return once(tx, input.idempotencyKey, { cardIds, action, reason }, () => {
        const wishes = cardIds.map((cardId) => ({ cardId }));
        return this.#carryOut(tx, by, { action, reason, undoes: null, wishes });
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
      const { bulk, done } = await ownBulk(tx, cardBulks, input.bulkId);
      return once(tx, input.idempotencyKey, { bulkId: bulk.id }, async () => {
        const action = undoOf(bulk, this.database.clock.now());
        const wishes = done.map((row) => ({ cardId: row.cardId, undoes: row }));
        return this.#carryOut(tx, by, { action, reason: null, undoes: bulk.id, wishes });
      });
    });
  }

  /** Under the gate, in as many statements for fifty cards as for one. */
  async #carryOut(tx: Tx, by: Commander, { action, reason, undoes, wishes }: Plan): Promise<{ bulkId: string }> {
    const bulk = newBulk(tx, action, undoes);
    const cardIds = wishes.map(({ cardId }) => cardId);
    const cards = await findCards(runOn(tx), bulk.companyId, cardIds);
    const changes: CardChange[] = [];
    const rows = await rowForEach<Wish, CardBulkRow>(
      wishes,
      (wish) => {
        const change = changeFor(by, wish, cards.get(wish.cardId), action, reason);
        changes.push(change);
        const { card, after } = change;
        return { cardId: card.id, ...DONE, version: versionAfter(card, after), frozenBefore: card.frozenWith };
      },
      ({ cardId }, outcome) => ({ cardId, ...outcome, version: null, frozenBefore: null }),
    );
    await changeCards(tx, nameOfActor(actorFor(by)), changes);
    return recordBulk(tx, cardBulks, bulk, rows, { subjectType: 'cardBulk', reason });
  }
}

/** What is to become of one of the cards. @throws NotFoundError, ForbiddenError, StaleVersionError, and what `command` throws */
function changeFor(by: Commander, { undoes }: Wish, card: StoredCard | undefined, action: BulkAction, reason: string | null): CardChange {
  if (card === undefined) throw new NotFoundError('card');
  const command = COMMAND_OF[action];
  assertCommander(by, `card.${command}`, card);
  if (undoes !== undefined && undoes.version !== card.version) throw new StaleVersionError('card');
  // Frozen again as it was: whoever might lift the freeze before may lift it then.
  const authority = undoes?.frozenBefore ?? authorityOf(by, card.userId);
  return changeBy(by, command, card, { reason, authority });
}
