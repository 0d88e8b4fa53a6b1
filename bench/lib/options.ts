import { parseArgs } from 'node:util';

export type BenchOptions = {
  /** One JSON line a figure on standard output, instead of the table. */
  readonly json: boolean;
  /** Proves in under a minute that the benchmark works; its figures mean little. */
  readonly quick: boolean;
  /** How often product and peer take turns. */
  readonly rounds: number;
  /** Keep the product's CPU profiles in this folder. */
  readonly profile: string | null;
  /** Seed into this folder and leave it there, so that the next run with it begins at once. */
  readonly keep: string | null;
  /** Only these parts, where a benchmark has several. */
  readonly only: readonly string[];
};

/** @throws on an argument that no benchmark has */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      profile: { type: 'string' },
      keep: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('--rounds expects a whole number from 1.');
  return { json: values.json, quick: values.quick, rounds, profile: values.profile ?? null, keep: values.keep ?? null, only: values.only };
}
