const DAY_MS = 86_400_000;

/** How long Marqeta holds when nothing else is said (wire-format §10, note 4). */
export const HOLD_LIFE_MS = 7 * DAY_MS;

/** Hotels and rented cars are paid for at the end: networks give their holds a month (the same note). */
const LONG_LIFE_MS = 30 * DAY_MS;

export type HoldTerms = {
  /** Of the message. */
  readonly atMs: number;
  /** The moment that the message itself names. */
  readonly expirationMs: number | null;
  /** The days that the message itself names. */
  readonly lifeCycleDays: number | null;
  /** The message says that it is for a room or a car. */
  readonly isLodgingOrRental: boolean;
  readonly mcc: string | null;
};

/** When Marqeta will let a hold go by itself: what the message says of it, else what is usual for the kind of merchant. */
export function holdExpiresMs({ atMs, expirationMs, lifeCycleDays, isLodgingOrRental, mcc }: HoldTerms): number {
  if (expirationMs !== null && expirationMs > atMs) return expirationMs;
  if (lifeCycleDays !== null && lifeCycleDays > 0 && lifeCycleDays <= MOST_DAYS) return atMs + lifeCycleDays * DAY_MS;
  return atMs + (isLodgingOrRental || isLongByMcc(mcc) ? LONG_LIFE_MS : HOLD_LIFE_MS);
}

/** Longer than any network allows: not understood as days. */
const MOST_DAYS = 366;

/** Named car rental firms and hotels have codes of their own, in two ranges; the others share a few. */
function isLongByMcc(mcc: string | null): boolean {
  if (mcc === null || !/^[0-9]{4}$/.test(mcc)) return false;
  const code = Number(mcc);
  return (code >= 3351 && code <= 3999) || SHARED.has(mcc);
}
const SHARED: ReadonlySet<string> = new Set(['7011', '7012', '7512', '7513', '7519']);
