import type { MessageState } from '../ledger/purchase.ts';
import type { ReadMessage } from '../transactions/message-of.ts';

/**
 * Where Marqeta and we do not say the same of a message.
 * - `MISSED`: we never heard of it. `LESS_ADVANCED`: we have it as it was before it failed, or before it was known to be the last.
 * - `AMOUNT_DIFFERS`, `STATE_DIFFERS`: each says something else, and neither is the later word.
 * - `UNKNOWN_CARD`, `UNKNOWN_TYPE`, `NOT_APPLIED`: we have it, and it waits among the failed messages.
 * - `ONLY_OURS`: a purchase that Marqeta does not have. `SETTLEMENT_DIFFERS`: the ledger has booked another amount.
 */
export const DIFFERENCES = [
  'MISSED',
  'LESS_ADVANCED',
  'AMOUNT_DIFFERS',
  'STATE_DIFFERS',
  'UNKNOWN_CARD',
  'UNKNOWN_TYPE',
  'NOT_APPLIED',
  'ONLY_OURS',
  'SETTLEMENT_DIFFERS',
] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** What is compared of a transaction of Marqeta. */
export type Compared = Pick<ReadMessage, 'message' | 'effect' | 'currency'>;

/** What we have of a message. */
export type OurMessage = {
  /** As its purchase has it; null when it is in no purchase. */
  readonly event: {
    readonly companyId: string;
    readonly transactionId: string;
    readonly state: MessageState;
    readonly minor: bigint;
    readonly decrease: bigint | null;
    readonly last: boolean;
  } | null;
  /** Any snapshot of it came in, whatever became of it. */
  readonly heard: boolean;
  /** Why it waits for an operator; null when it does not. */
  readonly problem: string | null;
};

/**
 * What of Marqeta's transaction we should have and have not; null when we have it.
 * @param theirs a word when it cannot be read, null when it is none of ours
 */
export function compare(theirs: Compared | string | null, { event, heard, problem }: OurMessage): Difference | null {
  if (theirs === null) return null;
  if (event === null) return heard ? nameOf(problem) : 'MISSED';
  if (typeof theirs === 'string') return null;
  const { message } = theirs;
  if (fails(message.state) !== fails(event.state)) return fails(message.state) ? 'LESS_ADVANCED' : 'STATE_DIFFERS';
  if (fails(message.state)) return null;
  if (message.amount !== event.minor || message.decrease !== event.decrease) return 'AMOUNT_DIFFERS';
  return message.last && !event.last ? 'LESS_ADVANCED' : null;
}

/** A temporary message reads CLEARED once its purchase is over (wire-format §9.11): that moves nothing, only a failure does. */
function fails(state: MessageState): boolean {
  return state === 'DECLINED' || state === 'ERROR';
}

function nameOf(problem: string | null): Difference | null {
  switch (problem) {
    case null:
      return null;
    case 'CARD_UNKNOWN':
      return 'UNKNOWN_CARD';
    case 'TYPE_UNKNOWN':
      return 'UNKNOWN_TYPE';
    default:
      return 'NOT_APPLIED';
  }
}
