import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_TOKENS } from '../../marqeta/account-tokens.ts';
import { randomFrom } from '../../platform/random.ts';
import { differences } from '../soak/differences.ts';
import { FaultLoad, type Told } from './fault-load.ts';
import { ABOUT, drawFaults, type Fault, type FaultName } from './fault-plan.ts';
import { FaultWorld } from './fault-world.ts';

export type FaultOptions = {
  readonly seed: number;
  readonly names: readonly FaultName[];
  /** Faults are brought about until so many were, and for so long. */
  readonly count: number;
  readonly forMs: number;
  readonly say: (line: string) => void;
};

export type FaultReport = {
  readonly struck: number;
  /** What is not as it should be, in words that say after which fault. */
  readonly findings: readonly string[];
  /** From the moment when it was possible again to the first yes, in milliseconds. */
  readonly recoveries: ReadonlyMap<FaultName, readonly number[]>;
};

const BEFORE_MS = 700;
const RECOVERY_MS = 30_000;
/** A message whose wake-up was lost waits for the minute's sweep. */
const SETTLE_MS = 120_000;

/** Breaks one thing after the other under load, and looks each time whether the money is right. */
export async function runFaults({ seed, names, count, forMs, say }: FaultOptions): Promise<FaultReport> {
  const random = randomFrom(seed);
  const began = performance.now();
  const world = await FaultWorld.open(seed);
  const findings: string[] = [];
  const recoveries = new Map<FaultName, number[]>();
  let struck = 0;
  try {
    const load = new FaultLoad(world.emulator, world.cards, random);
    const possible = possibleFaults(world, names, say);
    for (const fault of drawFaults(random, possible)) {
      if (struck >= count && performance.now() - began >= forMs) break;
      struck += 1;
      const result = await oneFault(world, load, fault);
      findings.push(...result.findings.map((finding) => `${struck} ${fault.name}: ${finding}`));
      if (result.recoveryMs !== null) recoveries.set(fault.name, [...(recoveries.get(fault.name) ?? []), result.recoveryMs]);
      say(`${clockTime()} ${String(struck).padStart(3)} ${fault.name.padEnd(11)} ${inWords(fault, result)}`);
    }
    findings.push(...(await atTheEnd(world, load)).map((finding) => `at the end: ${finding}`));
  } finally {
    await world.close();
  }
  return { struck, findings, recoveries };
}

function possibleFaults({ cluster, redis }: FaultWorld, names: readonly FaultName[], say: (line: string) => void): readonly FaultName[] {
  const without = new Set<FaultName>();
  if (redis === null) {
    say('Redis is not killed: this machine has none.');
    without.add('redis');
  }
  const { refusal } = cluster.volume;
  if (refusal !== null) {
    say(`The disk is not filled: a small volume cannot be made here (${refusal}).`);
    without.add('disk');
  }
  return names.filter((name) => !without.has(name));
}

type Result = {
  readonly findings: readonly string[];
  readonly recoveryMs: number | null;
  readonly answers: number;
  readonly approved: number;
};

async function oneFault(world: FaultWorld, load: FaultLoad, fault: Fault): Promise<Result> {
  const findings: string[] = [];
  load.start();
  await sleep(BEFORE_MS);
  const moment = await world.strike(fault);
  const recoveryMs = await load.firstYesAfter(moment, RECOVERY_MS);
  if (recoveryMs === null) findings.push(`no yes within ${RECOVERY_MS / 1_000} s`);
  if (!world.product.runs) {
    findings.push('the API has ended');
    await world.product.crash();
  }
  const { told, tokens } = await load.pause();
  findings.push(...(await withoutHold(world, told)));
  findings.push(...(await whatIsWrong(world, tokens)));
  return { findings, recoveryMs, answers: told.length, approved: told.filter(({ approved }) => approved).length };
}

/** Each yes has its hold, and had it before anything else was told: what was answered was on disk. */
async function withoutHold({ product }: FaultWorld, told: readonly Told[]): Promise<string[]> {
  const approved = told.filter((one) => one.approved).map(({ token }) => token);
  const holding = await product.holding(approved);
  return approved.filter((token) => !holding.has(token)).map((token) => `${token} was told yes and has no hold`);
}

/** Once all is told that Marqeta has to tell: no hold that Marqeta does not know of, books that balance, jobs that run. */
async function whatIsWrong({ product, emulator, companyIds }: FaultWorld, tokens: readonly string[]): Promise<string[]> {
  const findings: string[] = [];
  const step = async (what: string, work: () => Promise<readonly string[] | void>): Promise<void> => {
    try {
      findings.push(...((await work()) ?? []));
    } catch (error) {
      findings.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  await step('Marqeta did not get rid of what it has to tell', () => emulator.rest());
  await step('the inbox was not applied', () => product.settled(SETTLE_MS));
  const [known, bought] = [new Set(tokens), await emulator.purchases(tokens)];
  await step('comparing', async () =>
    differences(
      bought,
      (await product.purchases(companyIds)).filter(({ token }) => known.has(token)),
    ),
  );
  await step('checking', () => product.broken(companyIds));
  await step('jobs do not run', () => product.run('ledger.check', SETTLE_MS));
  await emulator.goOn();
  return findings;
}

/** Every hold has ended in one way or another, and every purchase is as Marqeta has it. */
async function atTheEnd(world: FaultWorld, load: FaultLoad): Promise<string[]> {
  const { emulator, product, companyIds, poor, cluster } = world;
  await load.pause();
  await emulator.finish();
  await product.settled(SETTLE_MS);
  await product.run('transactions.askAboutOldHolds');
  await product.settled(SETTLE_MS);
  await emulator.resendSilenced(DEFAULT_TOKENS.webhook);
  await product.settled(SETTLE_MS);
  const purchases = await product.purchases(companyIds);
  const { AVAILABLE = 0, HELD = 0, SPENT = 0 } = await product.balances(poor.companyId);
  const marqeta = await emulator.purchases(purchases.filter(({ kind }) => kind === 'PURCHASE').map(({ token }) => token));
  return [
    ...differences(marqeta, purchases),
    ...(await product.broken(companyIds)),
    ...(await product.deadLetters()).map((letter) => `not applied: ${JSON.stringify(letter)}`),
    ...(AVAILABLE < 0 || AVAILABLE + HELD + SPENT !== poor.fundsMinor ? [`funds of the poor: ${AVAILABLE} + ${HELD} + ${SPENT}`] : []),
    ...((await cluster.deadlocks()) > 0 ? ['PostgreSQL met a deadlock'] : []),
  ];
}

function inWords({ name, forMs, jumpMs }: Fault, { findings, recoveryMs, answers, approved }: Result): string {
  const lasted = LASTING.has(name)
    ? ` for ${(forMs / 1_000).toFixed(1)} s`
    : name === 'clock'
      ? ` to ${(jumpMs / 3_600_000).toFixed(1)} h`
      : '';
  const back = recoveryMs === null ? 'no yes' : `first yes after ${Math.round(recoveryMs)} ms`;
  return `${ABOUT[name]}${lasted}: ${back}, ${answers} answers, ${approved} yes, ${findings.length === 0 ? 'all right' : findings.join('; ')}`;
}
const LASTING: ReadonlySet<FaultName> = new Set(['postgres', 'redis', 'line', 'disk']);

const clockTime = (): string => new Date().toISOString().slice(11, 19);
