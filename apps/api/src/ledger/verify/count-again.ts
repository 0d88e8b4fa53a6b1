import type { StoredPurchase } from '../stored-purchase.ts';

/** What a counter counts, and from which local day on (ISO 8601). */
export type CounterKey = {
  readonly scope: string;
  readonly subjectId: string;
  readonly filter: string;
  readonly unit: string;
  readonly period: string;
  readonly zone: string;
  readonly startsOn: string;
};

/** The counting of limits, which the ledger does not know: handed in. */
export type CountAgain = {
  /** Of what a purchase counts, the part of each counter that is kept up. */
  of(purchase: StoredPurchase): readonly { readonly id: string; readonly minor: bigint }[];
  isKeptUp(key: CounterKey): boolean;
};
