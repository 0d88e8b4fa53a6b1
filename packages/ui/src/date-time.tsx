import { useSyncExternalStore } from 'react';
import { useSurroundings } from './app-providers.tsx';
import { type DateTimeStyle, formatDateTime, formatRelative } from './date-time-format.ts';

export interface DateTimeProps {
  /** ISO 8601 or a Date. */
  at: string | Date;
  /** IANA zone; the surroundings' when absent. */
  timeZone?: string | undefined;
  format?: DateTimeStyle;
}

/** A moment in the reader's locale and the given zone; its title says it in full, zone included. */
export function DateTime({ at, timeZone, format = 'dateTime' }: DateTimeProps) {
  const surroundings = useSurroundings();
  const zone = timeZone ?? surroundings.timeZone;
  const moment = new Date(at);
  return (
    <time dateTime={moment.toISOString()} title={formatDateTime(moment, surroundings.locale, zone, 'full')}>
      {formatDateTime(moment, surroundings.locale, zone, format)}
    </time>
  );
}

export interface RelativeTimeProps {
  at: string | Date;
  timeZone?: string | undefined;
  length?: 'long' | 'short' | 'narrow';
}

/** "3 minutes ago", kept right while it is on the screen. */
export function RelativeTime({ at, timeZone, length = 'long' }: RelativeTimeProps) {
  const surroundings = useSurroundings();
  const now = useNow();
  const moment = new Date(at);
  const zone = timeZone ?? surroundings.timeZone;
  return (
    <time dateTime={moment.toISOString()} title={formatDateTime(moment, surroundings.locale, zone, 'full')}>
      {formatRelative(moment, now, surroundings.locale, length)}
    </time>
  );
}

const tickMs = 15_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let current = new Date();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    current = new Date();
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Now, renewed every 15 seconds by one timer for the whole page. */
export function useNow(): Date {
  return useSyncExternalStore(subscribe, readNow);
}

function readNow(): Date {
  if (Date.now() - current.getTime() > tickMs) current = new Date();
  return current;
}
