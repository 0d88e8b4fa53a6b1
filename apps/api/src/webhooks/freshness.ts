/** Dated where no delivery should be: longer ago than Marqeta tries, or further ahead than clocks differ. */
export type FreshnessFlag = 'OLD' | 'AHEAD';

export type FreshnessRules = { readonly maxAgeMs: number; readonly maxAheadMs: number };

/** Marqeta's last retry comes about 17 days after the first try (wire-format §14.6); clocks of servers differ by seconds. */
export const FRESHNESS: FreshnessRules = { maxAgeMs: 17 * 86_400_000, maxAheadMs: 300_000 };

/**
 * What is odd about a message's age. A flag, not a refusal: a delivery carries no signed time (wire-format §14.4), a resend repeats
 * what is months old, and a message that is refused until Marqeta gives up is lost. Applying a message twice changes nothing, so
 * that one recorded and played again does no harm.
 */
export function flagOf(saidMs: number | null, receivedMs: number, { maxAgeMs, maxAheadMs }: FreshnessRules): FreshnessFlag | null {
  if (saidMs === null) return null;
  if (receivedMs - saidMs > maxAgeMs) return 'OLD';
  return saidMs - receivedMs > maxAheadMs ? 'AHEAD' : null;
}
