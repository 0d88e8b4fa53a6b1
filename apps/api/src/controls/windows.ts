import { Temporal } from 'temporal-polyfill';

/** The spans over which a counter counts. */
export const PERIODS = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'FISCAL_YEAR', 'LIFETIME'] as const;
export type Period = (typeof PERIODS)[number];

/** A company's own calendar: what its weeks and fiscal years begin with. */
export type Calendar = {
  /** 1 is Monday, 7 is Sunday (ISO 8601). */
  readonly weekStartsOn: number;
  /** Month and day, `04-06`; never later than the 28th, so that every year has it. */
  readonly fiscalYearStartsOn: string;
};

export const DEFAULT_CALENDAR: Calendar = { weekStartsOn: 1, fiscalYearStartsOn: '01-01' };

/** A span of local days: from local midnight to local midnight, however long those days are. Milliseconds of the epoch. */
export type LocalWindow = {
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
  /** Its first local day, ISO 8601: what names it in a counter's key. */
  readonly startsOn: string;
};

/** What never begins anew. It begins before any card was made, and ends with the last moment that has a date. */
const LIFETIME: LocalWindow = { startMs: 0, endMs: 8_640_000_000_000_000, startsOn: '1970-01-01' };

function firstDayOf(period: Exclude<Period, 'LIFETIME'>, day: Temporal.PlainDate, calendar: Calendar): Temporal.PlainDate {
  switch (period) {
    case 'DAY':
      return day;
    case 'WEEK':
      return day.subtract({ days: (day.dayOfWeek - calendar.weekStartsOn + 7) % 7 });
    case 'MONTH':
      return day.with({ day: 1 });
    case 'QUARTER':
      return day.with({ month: day.month - ((day.month - 1) % 3), day: 1 });
    case 'YEAR':
      return day.with({ month: 1, day: 1 });
    case 'FISCAL_YEAR': {
      const [month, date] = calendar.fiscalYearStartsOn.split('-').map(Number);
      const first = day.with({ month: month ?? 1, day: date ?? 1 });
      return Temporal.PlainDate.compare(first, day) > 0 ? first.subtract({ years: 1 }) : first;
    }
  }
}

const LENGTH: Readonly<Record<Exclude<Period, 'LIFETIME'>, Temporal.DurationLike>> = {
  DAY: { days: 1 },
  WEEK: { weeks: 1 },
  MONTH: { months: 1 },
  QUARTER: { months: 3 },
  YEAR: { years: 1 },
  FISCAL_YEAR: { years: 1 },
};

function compute(zone: string, period: Exclude<Period, 'LIFETIME'>, ms: number, calendar: Calendar): LocalWindow {
  const day = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate();
  const first = firstDayOf(period, day, calendar);
  return { startMs: startOf(zone, first), endMs: startOf(zone, first.add(LENGTH[period])), startsOn: first.toString() };
}

/** A day begins at its first moment that exists: some zones skip midnight when clocks change. */
function startOf(zone: string, day: Temporal.PlainDate): number {
  return day.toZonedDateTime(zone).epochMilliseconds;
}

/** Windows looked up last, by zone and period. Decisions ask for the same few over and over; zone arithmetic is slow. */
const recent = new Map<string, LocalWindow[]>();
const KEPT = 4;

/** The window in which a moment lies, in an IANA zone. */
export function windowAt(zone: string, period: Period, ms: number, calendar: Calendar = DEFAULT_CALENDAR): LocalWindow {
  if (period === 'LIFETIME') return LIFETIME;
  const key = `${period} ${zone} ${startSettingOf(period, calendar)}`;
  let windows = recent.get(key);
  if (windows === undefined) recent.set(key, (windows = []));
  for (const window of windows) if (ms >= window.startMs && ms < window.endMs) return window;
  const window = compute(zone, period, ms, calendar);
  windows.unshift(window);
  if (windows.length > KEPT) windows.pop();
  return window;
}

function startSettingOf(period: Period, { weekStartsOn, fiscalYearStartsOn }: Calendar): string {
  if (period === 'WEEK') return weekStartsOn.toString();
  return period === 'FISCAL_YEAR' ? fiscalYearStartsOn : '';
}

/** The window before: what a late message may still count in. */
export function windowBefore(zone: string, period: Period, window: LocalWindow, calendar: Calendar = DEFAULT_CALENDAR): LocalWindow {
  return windowAt(zone, period, window.startMs - 1, calendar);
}

/**
 * The last `days` local days up to the one in which a moment lies, oldest first: the buckets of a rolling limit. Each is a window of
 * its own, so a day of 23 or 25 hours is one bucket like any other.
 */
export function lastDays(zone: string, days: number, ms: number): LocalWindow[] {
  const today = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate();
  let startMs = startOf(zone, today.subtract({ days: days - 1 }));
  return Array.from({ length: days }, (_, index) => {
    const day = today.subtract({ days: days - 1 - index });
    const endMs = startOf(zone, day.add({ days: 1 }));
    const window = { startMs, endMs, startsOn: day.toString() };
    startMs = endMs;
    return window;
  });
}

/** Day of the week (1 is Monday), minute of the day and date that a local clock shows at a moment. */
export function localTimeAt(zone: string, ms: number): { readonly dayOfWeek: number; readonly minute: number; readonly date: string } {
  const local = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  return { dayOfWeek: local.dayOfWeek, minute: local.hour * 60 + local.minute, date: local.toPlainDate().toString() };
}
