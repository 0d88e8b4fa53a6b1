import { Temporal } from 'temporal-polyfill';

/** The spans over which an amount limit counts. A purchase on its own has no window. */
export type Period = 'DAY' | 'WEEK' | 'MONTH';

/** A span of local days: from local midnight to local midnight, however long those days are. Milliseconds of the epoch. */
export type LocalWindow = {
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
  /** Its first local day, ISO 8601: what names it in a counter's key. */
  readonly startsOn: string;
};

/** Weeks begin on Monday. */
function firstDayOf(period: Period, day: Temporal.PlainDate): Temporal.PlainDate {
  switch (period) {
    case 'DAY':
      return day;
    case 'WEEK':
      return day.subtract({ days: day.dayOfWeek - 1 });
    case 'MONTH':
      return day.with({ day: 1 });
  }
}

const LENGTH: Readonly<Record<Period, Temporal.DurationLike>> = { DAY: { days: 1 }, WEEK: { weeks: 1 }, MONTH: { months: 1 } };

function compute(zone: string, period: Period, ms: number): LocalWindow {
  const day = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate();
  const first = firstDayOf(period, day);
  // A day begins at its first moment that exists: some zones skip midnight when clocks change.
  const startOf = (date: Temporal.PlainDate): number => date.toZonedDateTime(zone).epochMilliseconds;
  return { startMs: startOf(first), endMs: startOf(first.add(LENGTH[period])), startsOn: first.toString() };
}

/** Windows looked up last, by zone and period. Decisions ask for the same few over and over; zone arithmetic is slow. */
const recent = new Map<string, LocalWindow[]>();
const KEPT = 4;

/** The window in which a moment lies, in an IANA zone. */
export function windowAt(zone: string, period: Period, ms: number): LocalWindow {
  const key = `${period} ${zone}`;
  let windows = recent.get(key);
  if (windows === undefined) recent.set(key, (windows = []));
  for (const window of windows) if (ms >= window.startMs && ms < window.endMs) return window;
  const window = compute(zone, period, ms);
  windows.unshift(window);
  if (windows.length > KEPT) windows.pop();
  return window;
}

/** The window before: what a late message may still count in. */
export function windowBefore(zone: string, period: Period, window: LocalWindow): LocalWindow {
  return windowAt(zone, period, window.startMs - 1);
}
