import type { Refusal } from '@afc/client';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useWords } from '../../../lib/words.ts';
import { type ControlDraft, type FaultyField, faultsOf } from './control-draft.ts';

/** A field of the form, as the server calls it. */
type ControlField = FaultyField | 'window' | 'atCap' | 'categories' | 'timeZone';

/** What is wrong with a field. */
export type ErrorOf = (field: ControlField) => string | undefined;

const faultWords: Readonly<Record<FaultyField, MessageDescriptor>> = {
  rollingDays: msg`From 2 to 92 days`,
  amountMinor: msg`Fill in an amount`,
  bufferMinor: msg`Fill in an amount`,
  count: msg`From 1 to 1,000,000`,
  mccs: msg`Pick at least one`,
  merchants: msg`Name at least one`,
  countries: msg`Pick at least one`,
  currencies: msg`Pick at least one`,
  channels: msg`Pick at least one`,
  weekdays: msg`Pick at least one day. For all seven, fill in hours as well.`,
  from: msg`Fill in both times`,
  to: msg`Fill in another time than the beginning`,
  firstDate: msg`Fill in the first day, the last day or both`,
  lastDate: msg`Not before the first day`,
  idleDays: msg`From 1 to 730 days`,
};

/** Said once a save was tried: what the draft lacks, and at its field what the server refused. */
export function useFaults(draft: ControlDraft, tried: boolean, refusal: Refusal | null): ErrorOf {
  const words = useWords();
  const sentence = useRefusalSentence();
  const faults: ReadonlySet<ControlField> = tried ? faultsOf(draft) : new Set();
  return (field) => {
    if (faults.has(field) && field in faultWords) return words(faultWords[field as FaultyField]);
    return refusal?.field === field ? sentence(refusal) : undefined;
  };
}

const inLimit = ['window', 'rollingDays', 'atCap', 'mccs', 'categories', 'timeZone'] as const;

const shown: Readonly<Record<ControlDraft['controlType'], readonly ControlField[]>> = {
  AMOUNT_LIMIT: [...inLimit, 'amountMinor', 'bufferMinor'],
  COUNT_LIMIT: [...inLimit, 'count'],
  MCC_ALLOW: ['mccs', 'categories'],
  MCC_BLOCK: ['mccs', 'categories'],
  MERCHANT_ALLOW: ['merchants'],
  MERCHANT_BLOCK: ['merchants'],
  COUNTRY_ALLOW: ['countries'],
  COUNTRY_BLOCK: ['countries'],
  CURRENCY_ALLOW: ['currencies'],
  CURRENCY_BLOCK: ['currencies'],
  CHANNEL_ALLOW: ['channels'],
  CHANNEL_BLOCK: ['channels'],
  SCHEDULE: ['weekdays', 'from', 'to', 'timeZone'],
  DATES: ['firstDate', 'lastDate', 'timeZone'],
  IDLE_LOCK: ['idleDays'],
};

/** Whether the refusal stands at a field that this kind of control shows. */
export function isAtField(refusal: Refusal, { controlType }: ControlDraft): boolean {
  return shown[controlType].some((field) => field === refusal.field);
}
