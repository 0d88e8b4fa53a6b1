import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { dayAfter, dayAt, monthAfter } from '../../lib/local-days.ts';

export interface Period {
  key: string;
  label: MessageDescriptor;
  from: string;
  to: string;
}

/** The stretches of days that finance asks for most, in the company's zone. */
export function periods(nowMs: number, timeZone: string): Period[] {
  const today = dayAt(nowMs, timeZone);
  const month = today.slice(0, 7);
  const lastMonth = monthAfter(month, -1);
  return [
    { key: 'today', label: msg`Today`, from: today, to: today },
    { key: 'week', label: msg`Last 7 days`, from: dayAfter(today, -6), to: today },
    { key: 'month', label: msg`This month`, from: `${month}-01`, to: today },
    { key: 'last-month', label: msg`Last month`, from: `${lastMonth}-01`, to: dayAfter(`${month}-01`, -1) },
  ];
}
