/** Attempts in all, and the bounds of the wait between two. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 3, baseMs: 200, capMs: 5_000 };

/** Full jitter: anything between nothing and the doubled bound, but never less than the server asked for. */
export function retryDelayMs(policy: RetryPolicy, failedAttempts: number, retryAfterMs: number | null, random: () => number): number {
  const bound = Math.min(policy.capMs, policy.baseMs * 2 ** (failedAttempts - 1));
  const jittered = random() * bound;
  return retryAfterMs === null ? jittered : retryAfterMs + jittered;
}
