import type { Calendar } from './windows.ts';

/** The columns of a company that say when its windows begin, with `c` for the company. */
export const CLOCK_OF_COMPANY = `c.time_zone AS "timeZone", c.week_starts_on AS "weekStartsOn", c.fiscal_year_starts_on AS "fiscalYearStartsOn"`;

export type CompanyClock = { readonly timeZone: string; readonly weekStartsOn: number; readonly fiscalYearStartsOn: string };

export function isSameClock(one: CompanyClock, other: CompanyClock): boolean {
  return one.timeZone === other.timeZone && one.weekStartsOn === other.weekStartsOn && one.fiscalYearStartsOn === other.fiscalYearStartsOn;
}

export function zoneAndCalendar({ timeZone, weekStartsOn, fiscalYearStartsOn }: CompanyClock): {
  readonly timeZone: string;
  readonly calendar: Calendar;
} {
  return { timeZone, calendar: { weekStartsOn, fiscalYearStartsOn } };
}
