import { unusedSentence } from '@afc/words';
import { actorFor, assertCommander, type CommandOptions, type Commander } from '../access/commander.ts';
import type { Subject } from '../access/policy.ts';
import { appendFeed, appendFeedAll } from '../feed/append.ts';
import type { ReplacementReason } from '../marqeta/replacement-reason.ts';
import { Person } from '../people/person.entity.ts';
import { refusalToHoldCards } from '../people/verification/holder-refusal.ts';
import type { Database } from '../platform/database.ts';
import { expectVersion, InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { bumpControls, gate } from '../platform/gate.ts';
import { isUuid, uuidv7 } from '../platform/ids.ts';
import { enqueueAll } from '../platform/jobs.ts';
import { runOn } from '../platform/run.ts';
import { audit, once, transact, type Tx } from '../platform/transact.ts';
import { authorityOf } from './authority.ts';
import { CardNotReplaceableError, HolderNotActiveError } from './card.errors.ts';
import { Card } from './card.entity.ts';
import { CardEvent, type CardEventDetail } from './card-event.entity.ts';
import { CardProgram } from './card-program.entity.ts';
import { findCard, insertEvent, type NewCardEvent, saveState, type StoredCard } from './card-store.ts';
import { askedAgain, type Authority, type CardCommand, type CardState, command, replaced, withheld } from './card.state.ts';
import type { FirstLimit, LimitWindow } from './limit-window.ts';
import { reasonsFor, REPLACEMENT_EVENT } from './replacement.ts';

/** What is asked for a card, whoever is to hold it. */
export type NewCard = {
  readonly name: string;
  readonly limit?: { readonly minor: bigint; readonly window: LimitWindow } | undefined;
};

export type IssueCard = NewCard & { readonly idempotencyKey: string; readonly holderId: string; readonly programId: string };

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

/** What is recorded of a command, past tense. */
const EVENTS: Readonly<Record<CardCommand | 'askAgain', string>> = {
  activate: 'card.activated',
  freeze: 'card.suspended',
  unfreeze: 'card.reinstated',
  terminate: 'card.terminated',
  askAgain: 'card.asked_again',
};

/**
 * Commands to a card. Our wish commits here and binds the next decision as far as it closes the card; Marqeta is told by a job, and
 * what opens the card waits for its confirmation.
 */
export class CardService {
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
      return once(tx, input.idempotencyKey, asked(input), async () => {
        if (holder.status !== 'ACTIVE') throw new HolderNotActiveError();
        await assertMayHoldCards(tx, holder);
        const program = await findOrRefuse(tx, CardProgram, companyId, input.programId, 'card program');
        return { cardId: only(await this.issueWithin(tx, by, { holders: [{ userId: holder.id, teamIds }], program, ...wish })) };
      });
    });
  }

  /**
   * Asks for a card of one program for each of some people who may have one, within a command, under its gate, in a few statements however
   * many they are.
   * @returns the cards, in the order of their holders
   */
  async issueWithin(
    tx: Tx,
    by: Commander,
    {
      holders,
      program,
      name,
      limit,
      actorName = nameOf(actorFor(by)),
    }: NewCard & { readonly holders: readonly Holder[]; readonly program: CardProgram; readonly actorName?: string },
  ): Promise<string[]> {
    if (holders.length === 0) return [];
    const cards = await this.#insert(
      tx,
      program,
      holders.map((holder) => ({ ...holder, name })),
      actorName,
    );
    if (limit !== undefined) {
      const amount = { minor: limit.minor, currency: program.currency };
      await this.limits.setFirstLimit(tx, by, { companyId: program.companyId, cards, amount, window: limit.window });
    }
    return cards.map(({ cardId }) => cardId);
  }

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
      for (const { cardId, idleDays } of await find(tx)) {
        const card = await findCard(runOn(tx), companyId, cardId);
        if (card === null) throw new NotFoundError('card');
        const reason = unusedSentence('en', idleDays);
        await this.carryOut(tx, by, 'freeze', card, { reason, detail: { idleDays } });
      }
    });
  }

  /** Freezes a card within another command, under its gate. One that is not active is left as it is. @throws NotFoundError */
  async freezeWithin(
    tx: Tx,
    by: Extract<Commander, { kind: 'system' }>,
    { cardId, ...why }: { readonly cardId: string; readonly actorName: string; readonly reason: string },
  ): Promise<void> {
    const card = await findCard(runOn(tx), by.companyId, cardId);
    if (card === null) throw new NotFoundError('card');
    if (card.status === 'ACTIVE') await this.carryOut(tx, by, 'freeze', card, why);
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
      const before = await findCard(runOn(tx), companyId, old.id);
      if (before === null) throw new NotFoundError('card');
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
        const event = { id: uuidv7(this.database.clock), at: now, kind: REPLACEMENT_EVENT[reason], actorName: nameOf(actor), reason: note };
        await insertEvent(runOn(tx), before, event);
        await appendFeed(tx, { companyId, kind: 'CARD', event: event.kind, cardId: old.id, userId: old.userId, teamIds: before.teamIds });
        audit(tx, {
          ...{ subjectType: 'card', subjectId: old.id, before: { status: before.status } },
          ...{ after: { status: after.status, replacement: reason }, reason: note },
        });
        // The holder may have got another name for it, so the new card is called as the old one is.
        const replaces = { cardId: old.id, lineId: old.lineId ?? old.id, reason };
        const renewed = { userId: holder.id, teamIds: before.teamIds, name: old.name, replaces };
        const { cardId } = only(await this.#insert(tx, program, [renewed], nameOf(actor)));
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
      const card = isUuid(input.cardId) ? await findCard(runOn(tx), companyId, input.cardId) : null;
      if (card === null) throw new NotFoundError('card');
      assertCommander(by, `card.${which}`, subjectOf(card));
      return once(tx, input.idempotencyKey, asked(input), async () => {
        expectVersion('card', card.version, input.expectedVersion);
        if (which === 'activate') await assertMayHoldCards(tx, { companyId, id: card.userId });
        await this.carryOut(tx, by, which, card, { reason });
        return { cardId: card.id };
      });
    });
  }

  /**
   * What every command does to a card that it was found to be allowed for. Under the gate.
   * @throws what `command` and `askedAgain` throw, before anything is written
   */
  async carryOut(
    tx: Tx,
    by: Commander,
    which: CardCommand | 'askAgain',
    card: StoredCard,
    {
      reason,
      detail,
      actorName = nameOf(actorFor(by)),
      authority = authorityOf(by, card.userId),
    }: {
      readonly reason: string | null;
      readonly detail?: CardEventDetail;
      /** As the card's history names who did it, where that is not who commands. */
      readonly actorName?: string;
      readonly authority?: Authority;
    },
  ): Promise<{ readonly version: number }> {
    const after = which === 'askAgain' ? askedAgain<CardState>(card) : command<CardState>(card, which, authority);
    return this.#become(tx, card, after, { kind: EVENTS[which], reason, actorName, ...(detail && { detail }) });
  }

  /** Ends all cards of somebody, within another command, under its gate. */
  async terminateAllWithin(tx: Tx, by: Commander, { companyId, holderId, reason }: CardsOfHolder): Promise<void> {
    for (const card of await cardsInUse(tx, companyId, holderId)) await this.carryOut(tx, by, 'terminate', card, { reason });
  }

  /** Keeps somebody from using any card, with an admin's authority, within another command, under its gate. */
  async withholdAllWithin(tx: Tx, by: Commander, { companyId, holderId, reason }: CardsOfHolder): Promise<void> {
    const actorName = nameOf(actorFor(by));
    for (const card of await cardsInUse(tx, companyId, holderId)) {
      const after = withheld<CardState>(card, 'ADMIN');
      if (after === card) continue;
      const kind = EVENTS[after.status === 'TERMINATED' ? 'terminate' : 'freeze'];
      await this.#become(tx, card, after, { kind, reason, actorName });
    }
  }

  async #become(
    tx: Tx,
    card: StoredCard,
    after: CardState,
    {
      kind,
      reason,
      detail,
      actorName,
    }: Pick<NewCardEvent, 'kind'> & { reason: string | null; detail?: CardEventDetail; actorName: string },
  ): Promise<{ readonly version: number }> {
    const { companyId } = card;
    const now = this.database.clock.now();
    const { waitingSince, version } = await saveState(runOn(tx), card, after, now, { answered: false });
    const event = { id: uuidv7(this.database.clock), at: now, kind, actorName, reason, ...(detail && { detail }) };
    await insertEvent(runOn(tx), card, event);
    await appendFeed(tx, { companyId, kind: 'CARD', event: event.kind, cardId: card.id, userId: card.userId, teamIds: card.teamIds });
    audit(tx, {
      ...{ subjectType: 'card', subjectId: card.id, before: { status: card.status } },
      ...{ after: { status: after.status, ...detail }, reason },
    });
    if (waitingSince !== null) await tellMarqeta(tx, companyId, card.id);
    return { version };
  }

  async #insert(
    tx: Tx,
    program: CardProgram,
    wanted: readonly AskedCard[],
    actorName: string,
  ): Promise<(AskedCard & { cardId: string })[]> {
    const { clock } = this.database;
    const { companyId } = program;
    const now = clock.now();
    const cards = wanted.map((card) => ({ ...card, cardId: uuidv7(clock) }));
    // A virtual card is active as soon as Marqeta has it; a physical one when its holder says that it arrived.
    const status = program.cardType === 'VIRTUAL' ? 'ACTIVE' : 'UNACTIVATED';
    await tx.insert(
      Card,
      cards.map(({ cardId: id, userId, name, replaces }) => ({
        ...{ companyId, id, userId, cardProductId: program.id, marqetaCardToken: id, name, status },
        ...{ cardType: program.cardType, currency: program.currency, issuerStatus: 'REQUESTED', version: 1 },
        ...{ waitingSince: now, createdAt: now, updatedAt: now },
        ...(replaces === undefined ? {} : { replacesCardId: replaces.cardId, lineId: replaces.lineId, replacementReason: replaces.reason }),
      })),
    );
    await tx.insert(
      CardEvent,
      cards.map(({ cardId }) => ({ companyId, id: uuidv7(clock), cardId, at: now, kind: 'card.issued', actorName, detail: {} })),
    );
    await appendFeedAll(
      tx,
      companyId,
      cards.map(({ cardId, userId, teamIds }) => ({ kind: 'CARD', event: 'card.issued', cardId, userId, teamIds })),
    );
    await bumpControls(tx, companyId);
    for (const { cardId, userId, replaces } of cards)
      audit(tx, { subjectType: 'card', subjectId: cardId, after: { holderId: userId, programId: program.id, status, replaces } });
    await enqueueAll(
      tx,
      TELL_MARQETA,
      cards.map(({ cardId }) => tellingMarqeta(companyId, cardId)),
    );
    return cards;
  }
}

function only<One>([one]: readonly One[]): One {
  if (one === undefined) throw new Error('no card was made');
  return one;
}

/** Whose a new card is. */
type Holder = { readonly userId: string; readonly teamIds: readonly string[] };
type AskedCard = Holder & {
  readonly name: string;
  readonly replaces?: { readonly cardId: string; readonly lineId: string; readonly reason: ReplacementReason };
};

type CardsOfHolder = { readonly companyId: string; readonly holderId: string; readonly reason: string };

async function cardsInUse(tx: Tx, companyId: string, holderId: string): Promise<StoredCard[]> {
  const rows = await tx.query<{ id: string }[]>(
    `SELECT id FROM cards WHERE company_id = $1 AND user_id = $2 AND status <> 'TERMINATED' ORDER BY id`,
    [companyId, holderId],
  );
  const cards: StoredCard[] = [];
  for (const { id } of rows) {
    const card = await findCard(runOn(tx), companyId, id);
    if (card !== null) cards.push(card);
  }
  return cards;
}

/** One queue a card: what Marqeta is told about one card, it is told in order. */
export const TELL_MARQETA = 'card.tellMarqeta';

export function tellMarqeta(tx: Tx, companyId: string, cardId: string): Promise<void> {
  return enqueueAll(tx, TELL_MARQETA, [tellingMarqeta(companyId, cardId)]);
}

function tellingMarqeta(companyId: string, cardId: string) {
  return { payload: { companyId, cardId }, key: cardId, queue: `card:${cardId}` };
}

function subjectOf(card: Pick<StoredCard, 'companyId' | 'userId' | 'teamIds'>): Subject {
  return { companyId: card.companyId, userId: card.userId, teamIds: card.teamIds };
}

/** The input as it is compared when its key comes again. */
function asked(input: IssueCard | CardCommandInput | ReplaceCard): object {
  const { idempotencyKey: _key, ...rest } = input;
  return JSON.parse(JSON.stringify(rest, (_name, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))) as object;
}

async function findOrRefuse<Row extends { companyId: string; id: string }>(
  tx: Tx,
  entity: new () => Row,
  companyId: string,
  id: string,
  noun: string,
): Promise<Row> {
  const found = isUuid(id) ? await tx.findOneBy<Row>(entity, { companyId, id } as never) : null;
  if (found === null) throw new NotFoundError(noun);
  return found;
}

/** Marqeta would refuse it too, but later and in no words that help. */
async function assertMayHoldCards(tx: Tx, { companyId, id }: Pick<Person, 'companyId' | 'id'>): Promise<void> {
  const refusal = await refusalToHoldCards(runOn(tx), companyId, id);
  if (refusal !== null) throw refusal;
}

async function teamsOf(tx: Tx, { companyId, id }: Person): Promise<string[]> {
  const rows = await tx.query<{ team_id: string }[]>(`SELECT team_id FROM memberships WHERE company_id = $1 AND user_id = $2 ORDER BY 1`, [
    companyId,
    id,
  ]);
  return rows.map((row) => row.team_id);
}

function nameOf(actor: ReturnType<typeof actorFor>): string {
  return actor.kind === 'person' ? actor.displayName : actor.name;
}

/** @throws InvalidInputError */
export function checkedCard({ name: text, limit }: NewCard): NewCard {
  const name = text.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > 60) throw new InvalidInputError('name', 'The name of a card has 1 to 60 characters.');
  if (limit !== undefined && limit.minor <= 0n) throw new InvalidInputError('limitMinor', 'A limit is more than nothing.');
  return { name, limit };
}

/** A reason as it is kept. @throws InvalidInputError */
export function checkedReason(text: string | null | undefined): string | null {
  const reason = (text ?? '').replace(/\s+/g, ' ').trim();
  if (reason.length > 200) throw new InvalidInputError('reason', 'A reason has at most 200 characters.');
  return reason === '' ? null : reason;
}
