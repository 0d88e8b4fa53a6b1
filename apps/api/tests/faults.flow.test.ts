import { expect, onTestFailed, test } from 'vitest';
import { FAULTS, readFaultNames } from '../src/testing/faults/fault-plan.ts';
import { runFaults } from '../src/testing/faults/run-faults.ts';

const { env } = process;
const SEED = Number(env['SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const LONG = env['LONG'] === '1';
const NAMES = readFaultNames(env['FAULTS']);
const MINUTES = Number(env['FAULT_MINUTES'] ?? 0);
/** Each fault once; a hundred in the long run; as many as there is time for when that was given. */
const COUNT = MINUTES > 0 ? 1 : LONG ? 100 : NAMES.length;
const MOST_MS_OF_ONE = 300_000;

test(
  `${FAULTS.join(', ')} fail under load: every yes keeps its hold, nothing is held for nothing, and the product comes back by itself`,
  async () => {
    const say = (line: string): void => void process.stdout.write(`${line}\n`);
    onTestFailed(() => void process.stderr.write(`SEED=${SEED} repeats the faults.\n`));
    say(`Seed ${SEED}.`);

    const { findings, recoveries } = await runFaults({ seed: SEED, names: NAMES, count: COUNT, forMs: MINUTES * 60_000, say });

    for (const [name, all] of recoveries) say(`${name.padEnd(11)} ${all.length} times, first yes after ${summary(all)}`);
    expect(findings).toEqual([]);
  },
  MINUTES * 60_000 + (COUNT + 3) * MOST_MS_OF_ONE,
);

function summary(all: readonly number[]): string {
  const sorted = [...all].sort((left, right) => left - right).map(Math.round);
  return `${sorted[Math.floor(sorted.length / 2)]} ms (${sorted[0]} to ${sorted.at(-1)})`;
}
