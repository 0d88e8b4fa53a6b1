/** How much more or less was spent than before: minor units, and whole percent where there was something to compare with. */
export interface Change {
  minor: bigint;
  percent: number | null;
}

export function changeOf(spent: { minor: string }, before: { minor: string }): Change {
  const [now, then] = [BigInt(spent.minor), BigInt(before.minor)];
  const minor = now - then;
  // To the nearest whole percent in whole numbers; a share of what came back rather than went says nothing.
  const percent = then > 0n ? Number((minor * 200n + (minor < 0n ? -then : then)) / (then * 2n)) : null;
  return { minor, percent };
}
