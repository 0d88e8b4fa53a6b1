import type { Commander } from '../access/commander.ts';
import { appendFeedAll } from '../feed/append.ts';
import { InvalidInputError } from '../platform/errors.ts';
import { uuidv7 } from '../platform/ids.ts';
import { runOn } from '../platform/run.ts';
import { audit, contextOf, type Tx } from '../platform/transact.ts';
import { authorityOf } from './authority.ts';
import { askedAgain, type Authority, type CardCommand, type CardState, command } from './card.state.ts';
import type { CardEventDetail } from './card-event.entity.ts';
import { insertEvents, saveStates, type StoredCard } from './card-store.ts';
import { tellMarqeta } from './tell-marqeta.ts';

/** What a card becomes by a command of ours, and what its history says of it. */
export type CardChange = {
  readonly card: StoredCard;
  readonly after: CardState;
  /** Past tense: `card.suspended`. */
  readonly kind: string;
  readonly reason: string | null;
  readonly detail?: CardEventDetail;
};

/** What is recorded of a command, past tense. */
export const EVENTS: Readonly<Record<CardCommand | 'askAgain', string>> = {
  activate: 'card.activated',
  freeze: 'card.suspended',
  unfreeze: 'card.reinstated',
  terminate: 'card.terminated',
  askAgain: 'card.asked_again',
};

/**
 * What a command makes of a card that it was found to be allowed for.
 * @throws what `command` and `askedAgain` throw
 */
export function changeBy(
  by: Commander,
  which: CardCommand | 'askAgain',
  card: StoredCard,
  {
    authority = authorityOf(by, card.userId),
    ...why
  }: Pick<CardChange, 'reason' | 'detail'> & {
    readonly authority?: Authority;
  },
): CardChange {
  const after = which === 'askAgain' ? askedAgain<CardState>(card) : command<CardState>(card, which, authority);
  return { card, after, kind: EVENTS[which], ...why };
}

/**
 * Carries out changes of cards of one company, each card once, within a command and under its gate, in a few statements however many
 * they are: their state, their history, the feed, the audit log, and that Marqeta is told.
 * @param actorName as the cards' history names who did it
 */
export async function changeCards(tx: Tx, actorName: string, changes: readonly CardChange[]): Promise<void> {
  const [first] = changes;
  if (first === undefined) return;
  const { companyId } = first.card;
  const { clock } = contextOf(tx).database;
  const now = clock.now();
  const states = changes.map(({ card, after }) => ({ before: card, after }));
  const saved = await saveStates(runOn(tx), companyId, states, now, { answered: false });
  await insertEvents(
    runOn(tx),
    companyId,
    changes.map(({ card, kind, reason, detail }) => ({ id: uuidv7(clock), cardId: card.id, at: now, kind, actorName, reason, detail })),
  );
  await appendFeedAll(
    tx,
    companyId,
    changes.map(({ card: { id: cardId, userId, teamIds }, kind: event }) => ({ kind: 'CARD', event, cardId, userId, teamIds })),
  );
  for (const { card, after, reason, detail } of changes)
    audit(tx, {
      ...{ subjectType: 'card', subjectId: card.id, before: { status: card.status } },
      ...{ after: { status: after.status, ...detail }, reason },
    });
  const waiting = saved.filter(({ waitingSince }) => waitingSince !== null);
  await tellMarqeta(
    tx,
    waiting.map(({ id: cardId }) => ({ companyId, cardId })),
  );
}

/** A reason as it is kept. @throws InvalidInputError */
export function checkedReason(text: string | null | undefined): string | null {
  const reason = (text ?? '').replace(/\s+/g, ' ').trim();
  if (reason.length > 200) throw new InvalidInputError('reason', 'A reason has at most 200 characters.');
  return reason === '' ? null : reason;
}
