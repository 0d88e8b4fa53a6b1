import { localTimeAt } from './windows.ts';

/** On which days of the week (1 is Monday) and between which local times something may be bought. */
export type Schedule = {
  readonly days: readonly number[];
  /** `HH:MM`; the end is exclusive, and one before the start is on the following morning. Both null: the whole day. */
  readonly from: string | null;
  readonly to: string | null;
};

/** What a local clock showed, as a verdict tells it: `5 18:30` is Friday, half past six in the evening. */
export function clockAt(zone: string, ms: number): string {
  const { dayOfWeek, minute } = localTimeAt(zone, ms);
  const two = (value: number): string => value.toString().padStart(2, '0');
  return `${dayOfWeek} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Hours past midnight belong to the day on which they began. */
export function isWithin({ days, from, to }: Schedule, zone: string, ms: number): boolean {
  const { dayOfWeek, minute } = localTimeAt(zone, ms);
  if (from === null || to === null) return days.includes(dayOfWeek);
  const [start, end] = [minuteOf(from), minuteOf(to)];
  if (start < end) return days.includes(dayOfWeek) && minute >= start && minute < end;
  if (minute >= start) return days.includes(dayOfWeek);
  return minute < end && days.includes(dayOfWeek === 1 ? 7 : dayOfWeek - 1);
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** Hours and minutes of a day, 00:00 to 23:59. */
export function isTimeOfDay(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}
