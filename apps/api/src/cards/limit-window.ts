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
registerEnumType(LimitWindow, { name: 'LimitWindow' });

/** Sets the amount limit that a card has from its first day, in the transaction that issues the card and under its gate. */
export interface FirstLimit {
  setFirstLimit(
    tx: Tx,
    by: Commander,
    limit: { readonly companyId: string; readonly cardId: string; readonly amount: Money; readonly window: LimitWindow },
  ): Promise<void>;
}
