const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Wrong passwords for one mailbox, and when the last was. */
export type Failures = { readonly failures: number; readonly lastAt: Date };

export type SignInPace =
  /** Not now, not even with the right password. */
  { readonly refuseForMs: number } | { readonly delayMs: number };

/** A count that nobody added to for this long begins anew. */
export const FORGET_AFTER_MS = 15 * MINUTE;
const FREE_TRIES = 5;
const LONGEST_REFUSAL_MS = 5 * MINUTE;
const FREE_TRIES_EVERYWHERE = 20;
const LONGEST_DELAY_MS = 2 * SECOND;

/**
 * How fast one may guess. From the place where the wrong passwords come from: five are free, then the wait doubles up to five
 * minutes. From anywhere else a mailbox under attack answers at most two seconds late: guessing never locks its owner out.
 */
export function signInPace(here: Failures | null, everywhere: Failures | null, now: Date): SignInPace {
  const tries = current(here, now);
  if (here !== null && tries >= FREE_TRIES) {
    const waitMs = Math.min(SECOND * 2 ** Math.min(tries - FREE_TRIES, 20), LONGEST_REFUSAL_MS);
    const refuseForMs = here.lastAt.getTime() + waitMs - now.getTime();
    if (refuseForMs > 0) return { refuseForMs };
  }
  const over = current(everywhere, now) - FREE_TRIES_EVERYWHERE;
  return { delayMs: over < 0 ? 0 : Math.min(100 * 2 ** Math.min(over, 10), LONGEST_DELAY_MS) };
}

function current(failures: Failures | null, now: Date): number {
  if (failures === null || failures.lastAt.getTime() + FORGET_AFTER_MS <= now.getTime()) return 0;
  return failures.failures;
}
