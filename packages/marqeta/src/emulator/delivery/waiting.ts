/** A notification that one webhook has not taken yet. */
export interface Waiting {
  readonly id: number;
  readonly envelope: string;
  readonly eventType: string;
  readonly token: string;
  readonly purchase: string | null;
  readonly headers: string | null;
  readonly body: string;
  attempts: number;
  /** How late its attempt begins because the clock was moved, in the clock's milliseconds: what follows counts from when it was due. */
  lagMs: number;
  /** A fault has held back this attempt already. */
  wasHeld: boolean;
}

/** At most ten notifications of one type a message (wire-format §14.3). */
export const BATCH_LIMIT = 10;

/** The first in line and its neighbours of the same type and attempt, taken out. */
export function takeBatch(ready: Waiting[]): Waiting[] {
  const first = ready[0];
  let end = 1;
  while (first !== undefined && end < Math.min(BATCH_LIMIT, ready.length)) {
    const next = ready[end];
    if (next?.eventType !== first.eventType || next.attempts !== first.attempts || next.headers !== first.headers) break;
    end += 1;
  }
  return ready.splice(0, end);
}
