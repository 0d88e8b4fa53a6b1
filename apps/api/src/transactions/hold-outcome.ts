import type { HoldOutcome } from '../authorization/hold-events.ts';
import type { Message, OwnVerdict } from '../ledger/purchase.ts';
import type { MessageDetail } from '../ledger/stored-purchase.ts';

export type Heard = {
  /** Our answer to the message; undefined when we were never asked. */
  readonly verdict: OwnVerdict | undefined;
  /** What Marqeta had said of the message before, if anything. */
  readonly before: Message | null;
  /** What it says now, when that is more than before. */
  readonly now: Message;
  readonly detail: MessageDetail;
};

/** What Marqeta's word does to the hold of an approval of ours; null when it is as expected, or no hold of ours is meant. */
export function holdOutcome({ verdict, before, now, detail }: Heard): HoldOutcome | null {
  if (verdict === undefined || verdict.outcome === 'DECLINED') return null;
  const failed = isFailure(now);
  const hadFailed = before !== null && isFailure(before);
  if (failed && hadFailed) return null;
  if (verdict.released && before === null) return failed ? 'RELEASED_RIGHTLY' : 'HOLD_RESTORED';
  return failed ? whyFailed(now, detail) : null;
}

function isFailure({ state }: Message): boolean {
  return state === 'DECLINED' || state === 'ERROR';
}

/** In `gateway_log` 97 is our time-out, 96 an answer that Marqeta could not read (wire-format §13.5). */
function whyFailed({ state }: Message, { gatewayCode, gatewayTimedOut }: MessageDetail): HoldOutcome {
  if (gatewayTimedOut === true || gatewayCode === '97') return 'RELEASED_TIMED_OUT';
  if (gatewayCode === '96') return 'RELEASED_UNHEARD';
  return state === 'ERROR' ? 'RELEASED_ERROR' : 'RELEASED_DECLINED';
}

/** Marqeta's code and words, as far as it gave them. */
export function wordsOf({ responseCode, responseMemo }: MessageDetail): string | null {
  const words = [responseCode, responseMemo].filter((word) => word !== undefined && word !== '').join(' ');
  return words === '' ? null : words.slice(0, 500);
}
