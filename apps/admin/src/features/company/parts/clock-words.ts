/** 1 is Monday. */
export function weekdayIn(locale: string, day: number): string {
  // The first of January 2024 was a Monday.
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));
}

/** 1 is January. */
export function monthIn(locale: string, month: number): string {
  return new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month - 1, 1));
}

/** @param monthAndDay such as 04-06 */
export function dayOfYearIn(locale: string, monthAndDay: string): string {
  const { month, day } = partsOf(monthAndDay);
  return new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', timeZone: 'UTC' }).format(Date.UTC(2024, month - 1, day));
}

export function partsOf(monthAndDay: string): { month: number; day: number } {
  const [month = 1, day = 1] = monthAndDay.split('-').map(Number);
  return { month, day };
}

export function monthAndDayOf({ month, day }: { month: number; day: number }): string {
  return [month, day].map((part) => String(part).padStart(2, '0')).join('-');
}
