/** Calendar days and months in the company's zone. A day is `yyyy-MM-dd`, a month `yyyy-MM`. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

/** The wall clock in the zone at this moment, as if it were UTC. */
function wallClockMs(at: number, timeZone: string): number {
  const part = Object.fromEntries(
    formatIn(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

export function dayAt(at: number, timeZone: string): string {
  return new Date(wallClockMs(at, timeZone)).toISOString().slice(0, 10);
}

export function monthAt(at: number, timeZone: string): string {
  return dayAt(at, timeZone).slice(0, 7);
}

/** The first moment of a local day, also where the clock skips midnight. */
export function startOfDay(day: string, timeZone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const offsets = [midnight - 86_400_000, midnight + 86_400_000].map((at) => wallClockMs(at, timeZone) - at);
  const candidates = offsets.map((offset) => midnight - offset).sort((one, other) => one - other);
  // Of the two offsets in force around that day, the earliest moment that is already on it. Where midnight was skipped, both are
  // candidates for the same gap, and the later one is the first moment after it.
  return new Date(candidates.find((at) => dayAt(at, timeZone) === day) ?? Math.max(...candidates));
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function monthAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}
