import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FeedQuestion } from './execution.ts';
import type { Receiver } from './receiver.ts';

/** One who follows. `position` is the last number that was delivered, or passed as not visible. */
export type Follower = {
  readonly receiver: Receiver;
  position: bigint;
  /** Its first position is known. */
  begun: boolean;
  open: boolean;
};

/** After this many sends others get their turn: decisions run in the same process. */
const SENDS_A_TURN = 500;

/** Followers who ask the same with the same view, and have caught up: they are shown the same bytes. */
export class FollowerGroup {
  readonly members = new Set<Follower>();
  /** Members, and those who are still catching up. */
  followers = 0;

  constructor(
    readonly key: string,
    readonly question: FeedQuestion,
  ) {}

  isBehind(number: bigint): boolean {
    for (const member of this.members) if (member.position < number) return true;
    return false;
  }

  /** Moves everybody who is before `number` there; `result` is null for what this view does not see. */
  async deliver(number: bigint, result: Buffer | null): Promise<void> {
    let sends = 0;
    for (const member of this.members) {
      if (member.position >= number) continue;
      member.position = number;
      if (result === null || !member.open) continue;
      member.receiver.item(result);
      sends += 1;
      if (sends % SENDS_A_TURN === 0) await nextTurn();
    }
  }
}
