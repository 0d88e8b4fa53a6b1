import type { CardTransition } from '@afc/marqeta';
import type pg from 'pg';
import { reportOfTransition, shownOn } from '../marqeta/issuer-report.ts';
import type { Clock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import { appendFeedOn } from '../feed/append.ts';
import { type Run, runOnClient } from '../platform/run.ts';
import { findCardByToken, insertEvent, saveState, type StoredCard } from './card-store.ts';
import { merge } from './card.state.ts';
import { eventKindOf } from './event-kind.ts';
import { tellMarqetaOn } from './tell-marqeta.ts';

export type AppliedCardTransition = {
  readonly companyId: string;
  /** How far the company's feed has come, to be said after commit; null when nothing new was to be shown. */
  readonly feedNumber: bigint | null;
};

/**
 * Applies a transition that Marqeta reported, in the caller's transaction of role `afc_gateway`. Takes the company's gate, if the
 * caller has not. In any order, and any number of times. Null when no company has such a card.
 */
export async function applyCardTransition(
  client: pg.ClientBase,
  transition: CardTransition,
  clock: Clock,
): Promise<AppliedCardTransition | null> {
  const run = runOnClient(client);
  const found = await findCardByToken(run, transition.card_token);
  if (found === null) return null;
  await run(`SELECT 1 FROM company_gates WHERE company_id = $1 FOR NO KEY UPDATE`, [found.companyId]);
  // Read again: what was seen before the gate may be old.
  const before = (await findCardByToken(run, transition.card_token)) ?? found;
  const { companyId, id: cardId } = before;
  const now = clock.now();
  const after = merge(before, reportOfTransition(transition));
  const kind = eventKindOf(transition.type);
  const event = { id: uuidv7(clock), at: now, kind, reason: transition.reason ?? null, transitionToken: transition.token };
  const isNew = await insertEvent(run, before, event);
  const saved = await saveState(run, before, after, now, { shown: shownOn(transition), answered: false });
  if (saved.waitingSince !== null) await tellMarqetaOn(client, [{ companyId, cardId }]);
  return { companyId, feedNumber: isNew ? await announceOn(run, before, kind, clock) : null };
}

/** Puts something that happened to a card into its company's feed. */
export function announceOn(run: Run, { companyId, id: cardId, userId, teamIds }: StoredCard, event: string, clock: Clock): Promise<bigint> {
  return appendFeedOn(run, { companyId, kind: 'CARD', event, cardId, userId, teamIds }, clock);
}
