/**
 * Three walks, each farther back than the one before: RECENT for the webhook that did not come, DAY for an hour of them, MONTHS for the
 * clearing, the refund or the force post that was lost weeks after its purchase.
 */
export const PASSES = ['RECENT', 'DAY', 'MONTHS'] as const;
export type Pass = (typeof PASSES)[number];

/** A stretch of Marqeta's `user_transaction_time`; its end is not part of it. */
export type Window = { readonly fromMs: number; readonly toMs: number };

export type LastRun = Window & { readonly reachedMs: number; readonly startedMs: number; readonly finished: boolean };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What is younger may still be on its way: a webhook takes seconds, Marqeta's own list half a minute (wire-format §9.2). */
const GRACE_MS = 2 * MINUTE_MS;

/** At two at night (UTC) the long walk begins. */
const NIGHT_MS = 2 * HOUR_MS;

/**
 * `span`: how far back each walk goes. `most`: how far it goes when the walks before were missed. `overlap`: how much of what was
 * compared is compared again, since a transaction may come into the list up to four hours late (§9.2). `slice`: what is compared at
 * a time, and so how much is done again after a crash.
 */
const RULES: Readonly<Record<Pass, { readonly span: number; readonly most: number; readonly overlap: number; readonly slice: number }>> = {
  RECENT: { span: HOUR_MS, most: DAY_MS, overlap: 15 * MINUTE_MS, slice: 15 * MINUTE_MS },
  DAY: { span: DAY_MS, most: 7 * DAY_MS, overlap: 5 * HOUR_MS, slice: HOUR_MS },
  MONTHS: { span: 62 * DAY_MS, most: 62 * DAY_MS, overlap: 62 * DAY_MS, slice: DAY_MS },
};

/** The window of the run that is to begin now, or null when none is due. */
export function nextWindow(pass: Pass, last: LastRun | null, nowMs: number): Window | null {
  if (last !== null && last.startedMs >= dueSince(pass, nowMs)) return null;
  const { span, most, overlap } = RULES[pass];
  const toMs = nowMs - GRACE_MS;
  const reachedMs = last?.reachedMs ?? toMs;
  return { fromMs: Math.max(toMs - most, Math.min(toMs - span, reachedMs - overlap)), toMs };
}

/** Whether an unfinished run is gone on with rather than begun anew, from where it got to. */
export function goesOn(pass: Pass, last: LastRun, nowMs: number): boolean {
  return !last.finished && last.startedMs >= dueSince(pass, nowMs);
}

function dueSince(pass: Pass, nowMs: number): number {
  switch (pass) {
    case 'RECENT':
      return nowMs;
    case 'DAY':
      return nowMs - (nowMs % HOUR_MS);
    case 'MONTHS':
      return nowMs - ((nowMs - NIGHT_MS) % DAY_MS);
  }
}

/** What is compared at a time, the oldest first. */
export function* slicesOf(pass: Pass, { fromMs, toMs }: Window): Generator<Window> {
  const { slice } = RULES[pass];
  for (let at = fromMs; at < toMs; at += slice) yield { fromMs: at, toMs: Math.min(at + slice, toMs) };
}
