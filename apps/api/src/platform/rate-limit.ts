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

/** So many times in each minute, over all processes. While Redis is away each process counts for itself. */
export function rateLimit(
  { redis, clock, log }: { readonly redis: Pick<Redis, 'incr' | 'pexpire'>; readonly clock: Clock; readonly log: Log },
  { name, aMinute }: { readonly name: string; readonly aMinute: number },
): RateLimit {
  const shared = new PatientRedis(redis, log, 'each process counts requests for itself');
  const own = new Map<string, number>();
  let ownMinute = 0;

  function countHere(who: string, minute: number): number {
    if (minute !== ownMinute) own.clear();
    ownMinute = minute;
    const taken = (own.get(who) ?? 0) + 1;
    own.set(who, taken);
    return taken;
  }

  return {
    async take(who) {
      const nowMs = clock.now().getTime();
      const minute = Math.floor(nowMs / MINUTE_MS);
      const key = `rate:${name}:${who}:${minute}`;
      const counted = await shared.ask(async (counters) => {
        const taken = await counters.incr(key);
        if (taken === 1) await counters.pexpire(key, 2 * MINUTE_MS);
        return taken;
      });
      return standing(counted ?? countHere(who, minute), aMinute, nowMs);
    },
  };
}

function standing(taken: number, limit: number, nowMs: number): Standing {
  const resetSeconds = Math.ceil((MINUTE_MS - (nowMs % MINUTE_MS)) / 1_000);
  return { allowed: taken <= limit, limit, remaining: Math.max(0, limit - taken), resetSeconds };
}
