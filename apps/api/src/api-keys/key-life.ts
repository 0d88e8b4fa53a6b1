import { InvalidInputError } from '../platform/errors.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 365;
const MOST_DAYS = 730;
const DEFAULT_OVERLAP_MINUTES = 24 * 60;
const MOST_OVERLAP_MINUTES = 30 * 24 * 60;
/** A key in use, and the one that takes its place. */
export const MOST_LIVE = 2;
/** From this long before its end on a key is said to end soon. */
const SOON_MS = 30 * DAY_MS;

export type KeyLife = { readonly expiresAt: Date; readonly revokedAt: Date | null };
export type KeyState = 'LIVE' | 'EXPIRED' | 'REVOKED';

export function stateOf({ expiresAt, revokedAt }: KeyLife, now: Date): KeyState {
  if (revokedAt !== null) return 'REVOKED';
  return expiresAt > now ? 'LIVE' : 'EXPIRED';
}

export function expiresSoon(life: KeyLife, now: Date): boolean {
  return stateOf(life, now) === 'LIVE' && life.expiresAt.getTime() - now.getTime() <= SOON_MS;
}

/** @throws InvalidInputError */
export function expiryOf(days: number | null | undefined, now: Date): Date {
  const chosen = days ?? DEFAULT_DAYS;
  if (!Number.isInteger(chosen) || chosen < 1 || chosen > MOST_DAYS)
    throw new InvalidInputError('expiresInDays', `A key lasts from 1 to ${MOST_DAYS} days.`);
  return new Date(now.getTime() + chosen * DAY_MS);
}

/** When a key ends that another one replaces: after the overlap, and never later than it would have. @throws InvalidInputError */
export function endOfReplaced({ expiresAt }: KeyLife, minutes: number | null | undefined, now: Date): Date {
  const chosen = minutes ?? DEFAULT_OVERLAP_MINUTES;
  if (!Number.isInteger(chosen) || chosen < 0 || chosen > MOST_OVERLAP_MINUTES)
    throw new InvalidInputError('overlapMinutes', `The old key works for 0 to ${MOST_OVERLAP_MINUTES} minutes more.`);
  return new Date(Math.min(expiresAt.getTime(), now.getTime() + chosen * MINUTE_MS));
}
