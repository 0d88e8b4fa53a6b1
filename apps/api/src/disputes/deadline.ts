import type { DisputeState } from './dispute.state.ts';

const DAY_MS = 86_400_000;

/**
 * Days that the networks usually give. Marqeta enforces none of them (wire-format §15.4), so they are ours: to warn in time, never to
 * close a case that the network would still hear.
 */
const OPEN_WITHIN_DAYS = 120;
const MERCHANT_ANSWERS_DAYS = 45;
const COMPANY_ANSWERS_DAYS = 30;

/** Until when somebody is expected to act. */
export type Deadline = { readonly waitsFor: 'COMPANY' | 'MERCHANT'; readonly at: Date };

export function deadlineOf(state: DisputeState, since: Date): Deadline | null {
  switch (state) {
    case 'INITIATED':
    case 'PREARBITRATION':
      return { waitsFor: 'MERCHANT', at: daysAfter(since, MERCHANT_ANSWERS_DAYS) };
    case 'REPRESENTMENT':
    case 'PREARB_RESPONDED':
      return { waitsFor: 'COMPANY', at: daysAfter(since, COMPANY_ANSWERS_DAYS) };
    default:
      return null;
  }
}

/** By when the company has to decide; null while nothing is expected of it. */
export function dueAt(state: DisputeState, since: Date): Date | null {
  const deadline = deadlineOf(state, since);
  return deadline?.waitsFor === 'COMPANY' ? deadline.at : null;
}

/** The last moment at which a clearing can be disputed. */
export function openUntil(clearedAt: Date): Date {
  return daysAfter(clearedAt, OPEN_WITHIN_DAYS);
}

/** Before the end a company is reminded a week, two days, and a day ahead. */
const REMINDERS_MS = [7 * DAY_MS, 2 * DAY_MS, DAY_MS];
export const FIRST_REMINDER_MS = 7 * DAY_MS;

/** Whether a reminder has fallen due since the last one. After the deadline nobody is reminded: it is too late. */
export function isReminderDue(due: Date, remindedAt: Date | null, now: Date): boolean {
  if (now.getTime() > due.getTime()) return false;
  const passed = REMINDERS_MS.map((ahead) => due.getTime() - ahead).filter((at) => at <= now.getTime());
  const latest = passed.length === 0 ? null : Math.max(...passed);
  return latest !== null && (remindedAt === null || remindedAt.getTime() < latest);
}

function daysAfter(from: Date, days: number): Date {
  return new Date(from.getTime() + days * DAY_MS);
}
