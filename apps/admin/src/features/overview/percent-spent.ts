import type { MoneyValue } from '@afc/ui';

/**
 * How many whole hundredths of a budget are spent. It goes past 100, since an overspent budget must not read as one just reached, and is
 * rounded down, so that 100 is said only when nothing is left. Of a budget of nothing, anything spent is all of it.
 */
export function percentSpent(spent: MoneyValue, budget: MoneyValue): number {
  const [used, whole] = [BigInt(spent.minor), BigInt(budget.minor)];
  if (used <= 0n) return 0;
  return whole <= 0n ? 100 : Number((used * 100n) / whole);
}
