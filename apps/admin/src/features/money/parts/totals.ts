interface Amount {
  minor: string | bigint;
  currency: string;
}

/** The sum of amounts, for each currency apart. */
export function totalsOf(amounts: readonly Amount[]): { minor: bigint; currency: string }[] {
  const sums = new Map<string, bigint>();
  for (const { minor, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(minor));
  return [...sums].map(([currency, minor]) => ({ minor, currency }));
}
