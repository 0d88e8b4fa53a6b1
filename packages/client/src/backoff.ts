const firstMs = 500;
const longestMs = 15_000;

/**
 * How long to wait before try number `attempt` (0 is the first repeat): doubling, at most 15 s, and spread over the upper half,
 * so that a thousand tabs do not come back in the same instant.
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const whole = Math.min(longestMs, firstMs * 2 ** Math.max(0, attempt));
  return Math.round(whole / 2 + (whole / 2) * random());
}
