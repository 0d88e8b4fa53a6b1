import type { ControlWords } from '@afc/words';
import { isAmountLimit, isLimit } from './control.ts';
import type { StoredControl } from './control-store.ts';

/** A control as a sentence needs it. */
export function controlWords({ controlType, config }: Pick<StoredControl, 'controlType' | 'config'>): ControlWords {
  if (isAmountLimit(config)) {
    const { amountMinor, bufferMinor, currency, ...limit } = config;
    const buffer = bufferMinor === undefined ? null : { minor: bufferMinor, currency };
    return { controlType: 'AMOUNT_LIMIT', ...limit, limit: { minor: amountMinor, currency }, buffer };
  }
  if (isLimit(config)) return { controlType: 'COUNT_LIMIT', ...config };
  // A config is that of its type: both were read from one wish.
  return { controlType, ...config } as ControlWords;
}
