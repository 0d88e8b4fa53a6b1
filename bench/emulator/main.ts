/** Authorizations through the emulator, against the bare round trip of the libraries that it is made of. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LoadGenerator, openLoadGenerator, percentile, perSecond } from '../lib/load.ts';
import type { LoadResult, Pace } from '../lib/load-plan.ts';
import { readOptions } from '../lib/options.ts';
import { Report } from '../lib/report.ts';
import { Account } from './account.ts';
import { EMULATOR, GATEWAY, RELAY, type Running, start } from '../lib/processes.ts';

const options = readOptions(process.argv.slice(2));
const report = new Report('emulator', options);
const scale = options.quick ? { cards: 50, seconds: 1, perSecond: 200 } : { cards: 1_000, seconds: 5, perSecond: 500 };
const PATH = '/v3/simulations/cardtransactions/authorization';
const CONNECTIONS = 16;
const closed = { kind: 'closed' } as const;
/** Number of the next authorization. */
let next = 0;

const folder = await mkdtemp(join(tmpdir(), 'afc-bench-'));
const load = openLoadGenerator();
const running: Running[] = [];
try {
  await run();
} finally {
  for (const process of running.toReversed()) await process.stop();
  await load.close();
  await rm(folder, { recursive: true, force: true });
}
report.print();

async function run(): Promise<void> {
  const gateway = await started(start(GATEWAY));
  const relay = await started(start(RELAY, { GATEWAY_URL: gateway.url }));
  const env = { EMULATOR_PORT: '0', EMULATOR_DATA_DIR: folder, DEMO_PURCHASES_PER_MINUTE: '0' };
  const emulator = await started(start(EMULATOR, env, options.profile));
  const account = new Account(emulator.url, gateway.url);
  report.say(`making ${scale.cards} cards`);
  const cards = await account.open(scale.cards);
  const send = (to: Running, pace: Pace): Promise<LoadResult> => authorize(load, { to, pace, cards, headers: account.headers });

  const done = [await send(emulator, closed)];
  await send(relay, closed);
  for (let round = 1; round <= options.rounds; round += 1) {
    const bare = perSecond(await send(relay, closed), 201);
    const alone = await send(emulator, closed);
    const steady = await send(emulator, { kind: 'open', perSecond: scale.perSecond });
    done.push(alone, steady);
    const rate = perSecond(alone, 201);
    report.say(`round ${round} of ${options.rounds}: ${rate.toFixed(0)}/s; bare round trips ${bare.toFixed(0)}/s`);
    report.add('authorizations', rate, '/s', { is: 'at least', value: 500 });
    report.add('bare_round_trips', bare, '/s');
    report.add('ratio', rate / bare, 'x');
    report.add('p50_ms', percentile(steady, 0.5), 'ms');
    report.add('p99_ms', percentile(steady, 0.99), 'ms');
  }
  await account.tellWebhook();
  for (let round = 1; round <= options.rounds; round += 1) {
    const told = await send(emulator, closed);
    done.push(told);
    report.add('authorizations_told', perSecond(told, 201), '/s', { is: 'at least', value: 500 });
  }
  await check(account, done);
}

async function started(starting: Promise<Running>): Promise<Running> {
  const process = await starting;
  running.push(process);
  return process;
}

async function authorize(
  by: LoadGenerator,
  { to, pace, cards, headers }: { to: Running; pace: Pace; cards: readonly string[]; headers: Readonly<Record<string, string>> },
): Promise<LoadResult> {
  const result = await by.run({
    port: Number(new URL(to.url).port),
    path: PATH,
    headers,
    connections: pace.kind === 'closed' ? CONNECTIONS : 256,
    pace,
    durationMs: scale.seconds * 1_000,
    firstSequence: next,
    source: { module: import.meta.resolve('./authorizations.ts'), options: { cards } },
  });
  next += result.statuses.length;
  if (result.mismatched > 0) throw new Error(`${result.mismatched} answers belong to another authorization.`);
  return result;
}

/** What is held, and what the webhook was told, is what was answered: no more and no less. */
async function check(account: Account, done: readonly LoadResult[]): Promise<void> {
  const answered = done.reduce((sum, { statuses }) => sum + statuses.filter((status) => status === 201).length, 0);
  const sent = done.reduce((sum, { statuses }) => sum + statuses.length, 0);
  const told = done.slice(-options.rounds).reduce((sum, { statuses }) => sum + statuses.length, 0);
  report.add('failed', sent - answered, '', { is: 'exactly', value: 0 });
  report.add('wrongly_held', (await account.authorizations()) - answered, '', { is: 'exactly', value: 0 });
  report.add('wrongly_told', (await account.told()) - told, '', { is: 'exactly', value: 0 });
}
