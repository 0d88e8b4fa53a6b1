import { Temporal } from 'temporal-polyfill';
import { localTimeAt } from './windows.ts';

/** When the last use of a card was, and the shortest of the idle locks that bind it. */
export type CardUse = {
  readonly cardId: string;
  readonly idleDays: number;
  /** A purchase with any card of its line, or the moment since which it could be used. */
  readonly lastUsedAt: Date;
};

/** Whether so many whole days have gone by in the company's zone: neither the day of the last use is one, nor today. */
export function isIdle({ idleDays, lastUsedAt }: Pick<CardUse, 'idleDays' | 'lastUsedAt'>, zone: string, now: Date): boolean {
  const dayOf = (at: Date): Temporal.PlainDate => Temporal.PlainDate.from(localTimeAt(zone, at.getTime()).date);
  return Temporal.PlainDate.compare(dayOf(now), dayOf(lastUsedAt).add({ days: idleDays })) > 0;
}
