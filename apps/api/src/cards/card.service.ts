import { unusedSentence } from '@afc/words';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import type { Subject } from '../access/policy.ts';
import { appendFeed } from '../feed/append.ts';
import type { ReplacementReason } from '../marqeta/replacement-reason.ts';
import { Person } from '../people/person.entity.ts';
import type { Database } from '../platform/database.ts';
import { expectVersion, NotFoundError } from '../platform/errors.ts';
import { gate } from '../platform/gate.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { runOn } from '../platform/run.ts';
import { audit, nameOfActor, once, transact, type Tx } from '../platform/transact.ts';
import { authorityOf } from './authority.ts';
import { CardNotReplaceableError, HolderNotActiveError } from './card.errors.ts';
import { Card } from './card.entity.ts';
import { CardProgram } from './card-program.entity.ts';
import { findCard, findCards, findCardsInUse, insertEvent, saveState, type StoredCard } from './card-store.ts';
import { type CardCommand, type CardState, replaced, withheld } from './card.state.ts';
import { type CardChange, changeBy, changeCards, checkedReason, EVENTS } from './change-cards.ts';
import { findOrRefuse } from './find-or-refuse.ts';
import { assertMayHoldCards, insertCards } from './issue/new-cards.ts';
import { reasonsFor, REPLACEMENT_EVENT } from './replacement.ts';

export type CardCommandInput = {
  readonly idempotencyKey: string;
  readonly cardId: string;
  readonly expectedVersion?: number | null | undefined;
  readonly reason?: string | null | undefined;
};

export type ReplaceCard = {
  readonly idempotencyKey: string;
  readonly cardId: string;
  readonly expectedVersion?: number | null | undefined;
  readonly reason: ReplacementReason;
  readonly note?: string | null | undefined;
};

/** A card that is to be frozen since nobody used it for so many days. */
export type UnusedCard = { readonly cardId: string; readonly idleDays: number };

/**
 * Commands to a card. Our wish commits here and binds the next decision as far as it closes the card; Marqeta is told by a job, and
 * what opens the card waits for its confirmation.
 */
export class CardService {
  constructor(private readonly database: Database) {}

  freeze(by: Commander, input: CardCommandInput, options?: CommandOptions): Promise<{ cardId: string }> {
    return this.#command(by, 'freeze', input, options);
  }

  unfreeze(by: Commander, input: CardCommandInput, options?: CommandOptions): Promise<{ cardId: string }> {
    return this.#command(by, 'unfreeze', input, options);
  }

  activate(by: Commander, input: CardCommandInput, options?: CommandOptions): Promise<{ cardId: string }> {
    return this.#command(by, 'activate', input, options);
  }

  terminate(by: Commander, input: CardCommandInput, options?: CommandOptions): Promise<{ cardId: string }> {
    return this.#command(by, 'terminate', input, options);
  }

  /** Has Marqeta asked again for what it refused. @throws NothingRefusedError */
  askAgain(by: Commander, input: CardCommandInput, options?: CommandOptions): Promise<{ cardId: string }> {
    return this.#command(by, 'askAgain', input, options);
  }

  /** Freezes the cards that `find` finds unused, all in one transaction. It looks under the gate, where no purchase can come between. */
  freezeUnused(by: Extract<Commander, { kind: 'system' }>, find: (tx: Tx) => Promise<readonly UnusedCard[]>): Promise<void> {
    const { companyId } = by;
    return transact(this.database, { command: 'card.freeze', actor: by }, async (tx) => {
      await gate(tx, companyId);
      const unused = await find(tx);
      const cards = await findCards(
        runOn(tx),
        companyId,
        unused.map(({ cardId }) => cardId),
      );
      const changes = unused.map(({ cardId, idleDays }) => {
        const card = found(cards.get(cardId));
        return changeBy(by, 'freeze', card, { reason: unusedSentence('en', idleDays), detail: { idleDays } });
      });
      await changeCards(tx, by.name, changes);
    });
  }

  /** Freezes a card within another command, under its gate. One that is not active is left as it is. @throws NotFoundError */
  async freezeWithin(
    tx: Tx,
    by: Extract<Commander, { kind: 'system' }>,
    { cardId, actorName, reason }: { readonly cardId: string; readonly actorName: string; readonly reason: string },
  ): Promise<void> {
    const card = found(await findCard(runOn(tx), by.companyId, cardId));
    if (card.status === 'ACTIVE') await changeCards(tx, actorName, [changeBy(by, 'freeze', card, { reason })]);
  }

  /**
   * Gives the holder another card in place of this one, of the same program and under the same controls, which go on counting.
   * @returns the new card
   * @throws NotFoundError, ForbiddenError, StaleVersionError, HolderNotActiveError, HolderNotAllowedError, and what `replaced` throws
   */
  async replace(by: Commander, input: ReplaceCard, options: CommandOptions = {}): Promise<{ cardId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    const { reason } = input;
    const note = checkedReason(input.note);
    return transact(this.database, { ...options, command: 'card.replace', actor }, async (tx) => {
      await gate(tx, companyId);
      const old = await findOrRefuse(tx, Card, companyId, input.cardId, 'card');
      const before = found(await findCard(runOn(tx), companyId, old.id));
      assertCommander(by, 'card.replace', subjectOf(before));
      return once(tx, input.idempotencyKey, asked(input), async () => {
        expectVersion('card', before.version, input.expectedVersion);
        if (before.replacement !== null) throw new CardNotReplaceableError('This card has been replaced already.');
        if (!reasonsFor(old, this.database.clock.now()).includes(reason))
          throw new CardNotReplaceableError(
            reason === 'DAMAGED' ? 'A virtual card cannot be damaged.' : 'This card does not expire within the next 90 days.',
          );
        const after = replaced<CardState>(before, reason, authorityOf(by, before.userId));
        const holder = await findOrRefuse(tx, Person, companyId, old.userId, 'person');
        if (holder.status !== 'ACTIVE') throw new HolderNotActiveError();
        await assertMayHoldCards(tx, holder);
        const program = await findOrRefuse(tx, CardProgram, companyId, old.cardProductId, 'card program');
        const now = this.database.clock.now();
        await saveState(runOn(tx), before, after, now, { answered: false });
        const event = {
          id: uuidv7(this.database.clock),
          at: now,
          kind: REPLACEMENT_EVENT[reason],
          actorName: nameOfActor(actor),
          reason: note,
        };
        await insertEvent(runOn(tx), before, event);
        await appendFeed(tx, { companyId, kind: 'CARD', event: event.kind, cardId: old.id, userId: old.userId, teamIds: before.teamIds });
        audit(tx, {
          ...{ subjectType: 'card', subjectId: old.id, before: { status: before.status } },
          ...{ after: { status: after.status, replacement: reason }, reason: note },
        });
        // The holder may have got another name for it, so the new card is called as the old one is.
        const replaces = { cardId: old.id, lineId: old.lineId ?? old.id, reason };
        const renewed = { userId: holder.id, teamIds: before.teamIds, name: old.name, replaces };
        const { cardId } = found((await insertCards(tx, nameOfActor(actor), program, [renewed]))[0]);
        return { cardId };
      });
    });
  }

  /** @throws NotFoundError, ForbiddenError, StaleVersionError, HolderNotAllowedError, and what `command` throws */
  async #command(
    by: Commander,
    which: CardCommand | 'askAgain',
    input: CardCommandInput,
    options: CommandOptions = {},
  ): Promise<{ cardId: string }> {
    const actor = actorFor(by, options.ip);
    const { companyId } = actor;
    const reason = checkedReason(input.reason);
    return transact(this.database, { ...options, command: `card.${which}`, actor }, async (tx) => {
      await gate(tx, companyId);
      const card = found(isUuid(input.cardId) ? await findCard(runOn(tx), companyId, input.cardId) : null);
      assertCommander(by, `card.${which}`, subjectOf(card));
      return once(tx, input.idempotencyKey, asked(input), async () => {
        expectVersion('card', card.version, input.expectedVersion);
        if (which === 'activate') await assertMayHoldCards(tx, { companyId, id: card.userId });
        await changeCards(tx, nameOfActor(actor), [changeBy(by, which, card, { reason })]);
        return { cardId: card.id };
      });
    });
  }

  /** Ends all cards of somebody, within another command, under its gate. */
  async terminateAllWithin(tx: Tx, by: Commander, { companyId, holderId, reason }: CardsOfHolder): Promise<void> {
    const cards = await findCardsInUse(runOn(tx), companyId, holderId);
    const changes = cards.map((card) => changeBy(by, 'terminate', card, { reason }));
    await changeCards(tx, nameOfActor(actorFor(by)), changes);
  }

  /** Keeps somebody from using any card, with an admin's authority, within another command, under its gate. */
  async withholdAllWithin(tx: Tx, by: Commander, { companyId, holderId, reason }: CardsOfHolder): Promise<void> {
    const cards = await findCardsInUse(runOn(tx), companyId, holderId);
    const changes = cards.flatMap((card): CardChange[] => {
      const after = withheld<CardState>(card, 'ADMIN');
      return after === card ? [] : [{ card, after, kind: EVENTS[after.status === 'TERMINATED' ? 'terminate' : 'freeze'], reason }];
    });
    await changeCards(tx, nameOfActor(actorFor(by)), changes);
  }
}

type CardsOfHolder = { readonly companyId: string; readonly holderId: string; readonly reason: string };

/** @throws NotFoundError */
function found<One>(card: One | null | undefined): One {
  if (card === null || card === undefined) throw new NotFoundError('card');
  return card;
}

function subjectOf(card: Pick<StoredCard, 'companyId' | 'userId' | 'teamIds'>): Subject {
  return { companyId: card.companyId, userId: card.userId, teamIds: card.teamIds };
}

/** The input as it is compared when its key comes again. */
function asked(input: CardCommandInput | ReplaceCard): object {
  const { idempotencyKey: _key, ...rest } = input;
  return rest;
}
