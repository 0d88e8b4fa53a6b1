import { registerEnumType } from 'type-graphql';
import type { Commander } from '../access/commander.ts';
import type { Money } from '../platform/money.ts';
import type { Tx } from '../platform/transact.ts';

export const LimitWindow = {
  TRANSACTION: 'TRANSACTION',
  DAY: 'DAY',
  WEEK: 'WEEK',
  MONTH: 'MONTH',
  QUARTER: 'QUARTER',
  YEAR: 'YEAR',
  FISCAL_YEAR: 'FISCAL_YEAR',
  ROLLING: 'ROLLING',
  LIFETIME: 'LIFETIME',
} as const;
export type LimitWindow = keyof typeof LimitWindow;
registerEnumType(LimitWindow, {
  name: 'LimitWindow',
  description: "The time over which a limit counts. Days begin at local midnight, in the limit's zone or else the company's.",
  valuesConfig: {
    TRANSACTION: { description: 'Each purchase by itself, with its increments.' },
    DAY: { description: 'From local midnight to local midnight.' },
    WEEK: { description: "From the company's first day of the week on." },
    MONTH: { description: 'From the first of the month on.' },
    QUARTER: { description: 'From the first of January, April, July or October on.' },
    YEAR: { description: 'From the first of January on.' },
    FISCAL_YEAR: { description: "From the day on which the company's fiscal year begins." },
    ROLLING: { description: 'The last so many local days, today included; how many is set with the limit.' },
    LIFETIME: { description: 'Never begins anew.' },
  },
});

/** Sets the amount limit that new cards have from their first day, in the transaction that issues them and under its gate. */
export interface FirstLimit {
  setFirstLimit(
    tx: Tx,
    by: Commander,
    limit: {
      readonly companyId: string;
      /** Each with its holder, and the holder's teams. */
      readonly cards: readonly { readonly cardId: string; readonly userId: string; readonly teamIds: readonly string[] }[];
      readonly amount: Money;
      readonly window: LimitWindow;
    },
  ): Promise<void>;
}
