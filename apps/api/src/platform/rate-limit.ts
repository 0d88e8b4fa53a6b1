import type { Redis } from 'ioredis';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import { PatientRedis } from './patient-redis.ts';

/** How one stands in the minute that runs, after what was just taken. */
export type Standing = {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until the next minute begins, and with it a new count. */
  readonly resetSeconds: number;
};

export type RateLimit = {
  /** Takes one of the minute's. */
  take(who: string): Promise<Standing>;
};

const MINUTE_MS = 60_000;
/** A process asks Redis for several at once where a minute has hundreds. Those that it does not use are lost: nobody gets more than there are. */
const MOST_AT_ONCE = 8;

/** What a process may give of a minute's without asking again: from `next` to `last`. */
type Share = { next: number; last: number };

/** So many times in each minute, over all processes. While Redis is away each process counts for itself. */
export function rateLimit(
  { redis, clock, log }: { readonly redis: Pick<Redis, 'incrby' | 'pexpire'>; readonly clock: Clock; readonly log: Log },
  { name, aMinute }: { readonly name: string; readonly aMinute: number },
): RateLimit {
  const shared = new PatientRedis(redis, log, 'each process counts requests for itself');
  const atOnce = Math.min(MOST_AT_ONCE, Math.max(1, Math.floor(aMinute / 100)));
  const shares = new Map<string, Share>();
  const asked = new Map<string, Promise<void>>();
  let ownMinute = 0;

  async function ask(who: string, minute: number): Promise<void> {
    const key = `rate:${name}:${who}:${minute}`;
    const last = await shared.ask(async (counters) => {
      const taken = await counters.incrby(key, atOnce);
      if (taken === atOnce) await counters.pexpire(key, 2 * MINUTE_MS);
      return taken;
    });
    if (minute !== ownMinute) return;
    const next = (shares.get(who)?.last ?? 0) + 1;
    shares.set(who, last === undefined ? { next, last: next } : { next: last - atOnce + 1, last });
  }

  return {
    async take(who) {
      for (;;) {
        const nowMs = clock.now().getTime();
        const minute = Math.floor(nowMs / MINUTE_MS);
        if (minute !== ownMinute) shares.clear();
        ownMinute = minute;
        const share = shares.get(who);
        // What is beyond the minute's is refused without asking: whoever asks most must not make Redis, and all who wait with them, do more.
        if (share !== undefined && (share.next <= share.last || share.last >= aMinute)) return standing(share.next++, aMinute, nowMs);
        let asking = asked.get(who);
        if (asking === undefined) asked.set(who, (asking = ask(who, minute).finally(() => asked.delete(who))));
        await asking;
      }
    },
  };
}

function standing(taken: number, limit: number, nowMs: number): Standing {
  const resetSeconds = Math.ceil((MINUTE_MS - (nowMs % MINUTE_MS)) / 1_000);
  return { allowed: taken <= limit, limit, remaining: Math.max(0, limit - taken), resetSeconds };
}
