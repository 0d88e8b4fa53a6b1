import { DAY_MS } from '../../core/clock.ts';

export const CREATE_WINDOWS = ['DAY', 'WEEK', 'MONTH', 'LIFETIME', 'TRANSACTION'] as const;
/** Updates also accept these two (wire-format §7.1). */
export const UPDATE_WINDOWS = [...CREATE_WINDOWS, 'QUARTER', 'YEAR'] as const;
export type WindowKind = (typeof UPDATE_WINDOWS)[number];

/** From its start on, until before its end; `null` has none. */
export interface Window {
  readonly start: number;
  readonly end: number | null;
}

/** The window around a moment, in UTC: weeks start on Sunday (wire-format §7.1). Of a single transaction there is none. */
export function windowAt(kind: Exclude<WindowKind, 'TRANSACTION'>, at: number): Window {
  const date = new Date(at);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const midnight = Date.UTC(year, month, date.getUTCDate());
  switch (kind) {
    case 'DAY':
      return { start: midnight, end: midnight + DAY_MS };
    case 'WEEK': {
      const start = midnight - date.getUTCDay() * DAY_MS;
      return { start, end: start + 7 * DAY_MS };
    }
    case 'MONTH':
      return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
    case 'QUARTER': {
      const first = month - (month % 3);
      return { start: Date.UTC(year, first), end: Date.UTC(year, first + 3) };
    }
    case 'YEAR':
      return { start: Date.UTC(year, 0), end: Date.UTC(year + 1, 0) };
    case 'LIFETIME':
      return { start: 0, end: null };
  }
}

/** Whole days until the window ends; `null` when it never does. */
export function daysRemaining(window: Window, at: number): number | null {
  return window.end === null ? null : Math.floor((window.end - at) / DAY_MS);
}
