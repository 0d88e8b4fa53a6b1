import { Temporal } from 'temporal-polyfill';
import { InvalidInputError } from '../platform/errors.ts';

/** So far ahead people give notice. */
const MOST_DAYS = 366;

/** A last day as it was given, yyyy-MM-dd. @throws InvalidInputError for one that is no day, is over, or is too far ahead */
export function checkedLastDay(text: string, zone: string, now: Date): string {
  const day = dayOf(text);
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  if (Temporal.PlainDate.compare(day, today) < 0)
    throw refused('This day is over. Give today or a later one, or none to have them leave now.');
  if (Temporal.PlainDate.compare(day, today.add({ days: MOST_DAYS })) > 0) throw refused('Give a day within the next year.');
  return day.toString();
}

function dayOf(text: string): Temporal.PlainDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw refused('A day is written yyyy-MM-dd.');
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch (error) {
    if (error instanceof RangeError) throw refused('There is no such day.');
    throw error;
  }
}

function refused(sentence: string): InvalidInputError {
  return new InvalidInputError('lastDay', sentence);
}

/** When a day is over by the clock of a zone: as the next one begins, which is not always at midnight. */
export function endOfDay(day: string, zone: string): Date {
  return new Date(Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds);
}
