import type { Redis } from 'ioredis';
import type { Clock } from './clock.ts';

export type RateLimit = {
  /** Whether `who` may once more. */
  take(who: string): Promise<boolean>;
};

/**
 * So many times in each minute, over all processes. While Redis is away each process counts for itself.
 */
export function rateLimit(
  redis: Pick<Redis, 'incr' | 'pexpire'>,
  clock: Clock,
  { name, aMinute }: { readonly name: string; readonly aMinute: number },
): RateLimit {
  const own = new Map<string, number>();
  let ownMinute = 0;
  return {
    async take(who) {
      const minute = Math.floor(clock.now().getTime() / 60_000);
      const key = `rate:${name}:${who}:${minute}`;
      try {
        const taken = await redis.incr(key);
        if (taken === 1) await redis.pexpire(key, 120_000);
        return taken <= aMinute;
      } catch {
        if (minute !== ownMinute) own.clear();
        ownMinute = minute;
        const taken = (own.get(who) ?? 0) + 1;
        own.set(who, taken);
        return taken <= aMinute;
      }
    },
  };
}
