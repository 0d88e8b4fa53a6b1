import { Temporal } from 'temporal-polyfill';
import { type Calendar, type LocalWindow, type Period, windowAt, windowBefore } from '../controls/windows.ts';
import { InvalidInputError } from '../platform/errors.ts';

export const REPORT_PERIODS = ['DAY', 'WEEK', 'MONTH', 'QUARTER'] as const satisfies readonly Period[];
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

export type ReportSpan = {
  readonly window: LocalWindow;
  /** The like period before. While the period runs, only as much of that one as has passed of this. */
  readonly before: Pick<LocalWindow, 'startMs' | 'endMs'>;
};

/** How many periods a trend has, the one that is reported included. */
const TREND = 12;

export class ReportCalendar {
  constructor(
    private readonly timeZone: string,
    private readonly calendar: Calendar,
  ) {}

  /**
   * The period in which a local day lies, and what it is compared with.
   * @param day ISO 8601; today when null
   * @throws InvalidInputError when it is no day, or has not begun
   */
  spanOf(period: ReportPeriod, day: string | null, nowMs: number): ReportSpan {
    const window = windowAt(this.timeZone, period, day === null ? nowMs : this.#startOf(day, nowMs), this.calendar);
    const previous = windowBefore(this.timeZone, period, window, this.calendar);
    const passedMs = nowMs < window.endMs ? nowMs - window.startMs : Number.POSITIVE_INFINITY;
    return { window, before: { startMs: previous.startMs, endMs: Math.min(previous.endMs, previous.startMs + passedMs) } };
  }

  /** The last periods up to one, oldest first. */
  trendTo(period: ReportPeriod, last: LocalWindow): LocalWindow[] {
    const windows = [last];
    for (let count = 1; count < TREND; count += 1) windows.unshift(windowBefore(this.timeZone, period, windows[0] ?? last, this.calendar));
    return windows;
  }

  #startOf(day: string, nowMs: number): number {
    const startMs = startOrNull(day, this.timeZone);
    if (startMs === null) throw new InvalidInputError('day', 'A day is written as 2026-03-02.');
    if (startMs > nowMs) throw new InvalidInputError('day', 'This day has not begun yet.');
    return startMs;
  }
}

function startOrNull(day: string, timeZone: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return null;
  try {
    return Temporal.PlainDate.from(day, { overflow: 'reject' }).toZonedDateTime(timeZone).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
