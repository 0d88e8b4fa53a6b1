export type DateTimeStyle = 'date' | 'time' | 'dateTime' | 'weekdayTime' | 'day' | 'monthYear' | 'full';

const styles: Readonly<Record<DateTimeStyle, Intl.DateTimeFormatOptions>> = {
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  dateTime: { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  weekdayTime: { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  /** As on a card. */
  monthYear: { month: '2-digit', year: '2-digit' },
  full: {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  },
};

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(locale: string, timeZone: string, style: DateTimeStyle): Intl.DateTimeFormat {
  const key = `${locale}|${timeZone}|${style}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { ...styles[style], timeZone });
  formats.set(key, made);
  return made;
}

export function formatDateTime(at: Date, locale: string, timeZone: string, style: DateTimeStyle): string {
  return formatFor(locale, timeZone, style).format(at);
}

/** The calendar day in the zone, `yyyy-MM-dd`: what a list is grouped by. */
export function dayIn(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at);
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

const steps: ReadonlyArray<readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit, per: number]> = [
  [45, 'second', 1],
  [45 * 60, 'minute', 60],
  [22 * 3600, 'hour', 3600],
  [26 * 86_400, 'day', 86_400],
  [320 * 86_400, 'month', 30 * 86_400],
  [Number.POSITIVE_INFINITY, 'year', 365 * 86_400],
];

/** "in 3 hours", "2 minutes ago"; under 45 seconds it is "now". */
export function formatRelative(at: Date, now: Date, locale: string, style: 'long' | 'short' | 'narrow' = 'long'): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const [, unit, per] = steps.find(([limit]) => Math.abs(seconds) < limit) ?? (['', 'second', 1] as const);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style });
  return unit === 'second' ? format.format(0, 'second') : format.format(Math.round(seconds / per), unit);
}
