import { createHash } from 'node:crypto';
import type { ControlScope } from './scope.ts';
import type { Period } from './windows.ts';

/** The unit of a counter of purchases. */
export const COUNT = 'COUNT';

/** What a counter counts. The control and its version are not part of it: an edited limit goes on where it stood. */
export type CounterKey = {
  readonly scope: ControlScope;
  readonly subjectId: string;
  /** The categories that it counts, as codes and ranges in order; empty for all. */
  readonly filter: string;
  /** A currency, or {@link COUNT}. */
  readonly unit: string;
  readonly period: Period;
  readonly zone: string;
};

/** The counter's id: equal keys and windows have equal ids, on every process. */
export function counterId({ scope, subjectId, filter, unit, period, zone }: CounterKey, startsOn: string): string {
  const hex = createHash('sha256').update(`${scope}|${subjectId}|${filter}|${unit}|${period}|${zone}|${startsOn}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
