import { pick } from '../soak/soak-plan.ts';

/** What goes wrong. */
export const FAULTS = ['api', 'postgres', 'redis', 'connections', 'line', 'silence', 'disk', 'clock'] as const;
export type FaultName = (typeof FAULTS)[number];

export type Fault = {
  readonly name: FaultName;
  /** How long it lasts before it is mended. */
  readonly forMs: number;
  /** By how much the clock jumps; zero for all others. */
  readonly jumpMs: number;
};

const HOUR_MS = 3_600_000;

/** In words, for the line that is printed. */
export const ABOUT: Readonly<Record<FaultName, string>> = {
  api: 'the API is killed and started again',
  postgres: 'PostgreSQL is killed and started again',
  redis: 'Redis is killed and started again',
  connections: 'PostgreSQL ends every connection of the product',
  line: 'the line to PostgreSQL is cut',
  silence: 'the line to PostgreSQL forgets its connections',
  disk: 'the volume of PostgreSQL is full',
  clock: 'the clock of the API jumps',
};

/** Faults without end, each kind once before any comes again. */
export function* drawFaults(random: () => number, names: readonly FaultName[]): Generator<Fault> {
  for (;;) {
    const left = [...names];
    while (left.length > 0) {
      const name = pick(random, left);
      left.splice(left.indexOf(name), 1);
      yield { name, forMs: Math.round(300 + random() * 2_200), jumpMs: name === 'clock' ? jump(random) : 0 };
    }
  }
}

/** Up to a day, forwards or backwards: further, and the month's partition may not be there. */
function jump(random: () => number): number {
  return Math.round((random() - 0.5) * 48 * HOUR_MS);
}

/** @throws RangeError for a name that no fault has */
export function readFaultNames(text: string | undefined): readonly FaultName[] {
  if (text === undefined || text === '') return FAULTS;
  return text.split(',').map((name) => {
    const found = FAULTS.find((one) => one === name.trim());
    if (found === undefined) throw new RangeError(`There is no fault "${name}": there are ${FAULTS.join(', ')}.`);
    return found;
  });
}
