import type { BenchOptions } from '../lib/options.ts';

/** How much of everything: the figures come from the full form, the quick one only shows that the benchmark works. */
export type Scale = {
  readonly companies: number;
  readonly hotCards: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly peerClients: readonly number[];
  /** Of the large database. */
  readonly cards: number;
  readonly purchases: number;
  /** Purchases made, told and cleared to see what one takes on disk. */
  readonly cleared: number;
};

const FULL: Scale = {
  companies: 1_000,
  hotCards: 1_000,
  seconds: 6,
  warmUpSeconds: 5,
  peerClients: [1, 8, 32],
  cards: 1_000_000,
  purchases: 1_000_000,
  cleared: 5_000,
};
const QUICK: Scale = {
  companies: 100,
  hotCards: 100,
  seconds: 1,
  warmUpSeconds: 1,
  peerClients: [1, 8],
  cards: 0,
  purchases: 0,
  cleared: 200,
};

export function scaleOf({ quick }: Pick<BenchOptions, 'quick'>): Scale {
  return quick ? QUICK : FULL;
}
