/**
 * Where a message stands that was not applied. SET_ASIDE: it failed alone. UNKNOWN: kept, because it or its card is not understood.
 * REPLAYING: back in the queue, from where it becomes APPLIED, KEPT (understood now, and nothing to do) or one of the first two
 * again. DISMISSED: an operator gave a reason why nothing is to be done; it can be restored.
 */
export type DeadLetterState = 'SET_ASIDE' | 'UNKNOWN' | 'REPLAYING' | 'APPLIED' | 'KEPT' | 'DISMISSED';

/** Those that wait for an operator. */
const OPEN_STATES: readonly DeadLetterState[] = ['SET_ASIDE', 'UNKNOWN'];

/** What Marqeta asked its gateway, kept because it was not understood. */
export const GATEWAY_REQUESTS = 'gateway-requests';

export type DeadLetter = {
  readonly id: string;
  readonly envelope: string;
  readonly type: string | null;
  readonly token: string | null;
  readonly source: 'WEBHOOK' | 'GATEWAY' | 'RECONCILER';
  readonly state: DeadLetterState;
  readonly problem: string;
  readonly attempts: number;
  readonly flag: 'OLD' | 'AHEAD' | null;
  readonly saidAt: Date | null;
  readonly receivedAt: Date;
  readonly firstFailedAt: Date;
  readonly failedAt: Date;
  readonly settledAt: Date | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
};

export const DEAD_LETTER_COLUMNS = `d.id, d.envelope, d.type, d.token, d.source, d.state, d.problem, d.attempts, d.flag, d.said_at AS "saidAt",
  d.received_at AS "receivedAt", d.first_failed_at AS "firstFailedAt", d.failed_at AS "failedAt", d.settled_at AS "settledAt",
  d.decided_by_name AS "decidedByName", d.decided_at AS "decidedAt", d.reason`;

/** What an operator may do with a letter as it is. */
export type DeadLetterAction = 'REPLAY' | 'DISMISS' | 'RESTORE';

export function actionsOn({ state, envelope }: Pick<DeadLetter, 'state' | 'envelope'>): DeadLetterAction[] {
  const replay: DeadLetterAction[] = envelope === GATEWAY_REQUESTS ? [] : ['REPLAY'];
  if (OPEN_STATES.includes(state)) return [...replay, 'DISMISS'];
  return state === 'DISMISSED' ? [...replay, 'RESTORE'] : [];
}
