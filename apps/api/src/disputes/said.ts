import { appendFeedOn } from '../feed/append.ts';
import type { Clock } from '../platform/clock.ts';
import type { Run } from '../platform/run.ts';
import { type Dispute, insertDisputeEvent, saveStanding } from './dispute-store.ts';
import { afterSaid, type DisputeState } from './dispute.state.ts';

/** A state as somebody said it, under a token of its own. */
export type SaidOfDispute = { readonly token: string; readonly state: DisputeState; readonly at: Date; readonly reason: string | null };

/** What a person who watches is told of a new state, past tense. */
const EVENTS: Readonly<Partial<Record<DisputeState, string>>> = {
  INITIATED: 'dispute.sent',
  REFUSED: 'dispute.refused',
  REPRESENTMENT: 'dispute.represented',
  PREARB_RESPONDED: 'dispute.represented',
  CASE_WON: 'dispute.won',
  CASE_LOST: 'dispute.lost',
  NETWORK_REJECTED: 'dispute.refused',
  WRITTEN_OFF_ISSUER: 'dispute.written_off',
  WRITTEN_OFF_PROGRAM: 'dispute.written_off',
};

export const eventOf = (state: DisputeState): string => EVENTS[state] ?? 'dispute.updated';

export type RecordedDispute = {
  readonly dispute: Dispute /** Null when nothing new was to be shown. */;
  readonly feedNumber: bigint | null;
};

/** Records what was said of a dispute, whether it changes anything or not, in any order and any number of times. Under the gate. */
export async function recordSaid(run: Run, before: Dispute, said: SaidOfDispute, clock: Clock): Promise<RecordedDispute> {
  const { token, state, at, reason } = said;
  await insertDisputeEvent(run, before, { token, kind: 'STATE', detail: state, reason, at }, clock);
  const after = afterSaid(before, said);
  if (after === before) return { dispute: before, feedNumber: null };
  const dispute = await saveStanding(run, before, after, clock.now());
  return { dispute, feedNumber: await announce(run, dispute, before.state === after.state ? 'dispute.updated' : eventOf(state), clock) };
}

/** The purchase has changed for who looks at it. */
export function announce(run: Run, { companyId, transactionId, userId, teamIds }: Dispute, event: string, clock: Clock): Promise<bigint> {
  return appendFeedOn(run, { companyId, kind: 'TRANSACTION', event, transactionId, userId, teamIds }, clock);
}
