import { dayIn } from '@afc/ui';

export interface Day<Item> {
  /** `yyyy-MM-dd` in the zone. */
  day: string;
  items: Item[];
}

/** Groups what is sorted by time into local days, keeping the order. */
export function byDay<Item extends { transactedAt: string }>(items: readonly Item[], timeZone: string): Day<Item>[] {
  const days: Day<Item>[] = [];
  for (const item of items) {
    const day = dayIn(new Date(item.transactedAt), timeZone);
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return days;
}

/** How a day is called: today, yesterday, or its date. */
export function dayName(day: string, now: Date, timeZone: string): 'today' | 'yesterday' | 'date' {
  if (day === dayIn(now, timeZone)) return 'today';
  return day === dayBefore(dayIn(now, timeZone)) ? 'yesterday' : 'date';
}

/** Counted on the calendar, since a day of the clock change has 23 or 25 hours. */
function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
