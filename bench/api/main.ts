/** Reads, writes and decisions at once through nginx, with 10,000 live sockets open: the load of a busy day. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../scripts/lib/redis.mjs';
import { FOLLOW } from '../feed/documents.ts';
import type { SocketsCommand } from '../feed/messages.ts';
import { startChild } from '../lib/child.ts';
import { startCluster } from '../lib/cluster.ts';
import { accessTokenOf, seedCompanies } from '../lib/company.ts';
import { percentile } from '../lib/load.ts';
import type { LoadResult } from '../lib/load-plan.ts';
import { readOptions } from '../lib/options.ts';
import { type Product, startProduct } from '../lib/product.ts';
import { Report } from '../lib/report.ts';
import { startNginx } from './nginx.ts';
import { Loads, type Results } from './loads.ts';
import { DOCUMENTS } from './questions.ts';

const options = readOptions(process.argv.slice(2));
const report = new Report('api', options);
const SOCKETS = options.quick ? 100 : 10_000;
const PURCHASES = options.quick ? 1_000 : 100_000;
/** Each is tried while the one before it held; the last in any case. */
const RATES = options.quick ? [10, 20, 40] : [125, 250, 500, 1_000];
const GOAL_PER_SECOND = RATES.at(-1) ?? 0;
const SECONDS = options.quick ? 2 : 4;
const SECONDS_AT_GOAL = options.quick ? 2 : 8;
const MOST_P99_MS = 150;
/** Whoever is signed in has a socket open, and hears of what happens in their company. */
const COMPANIES = options.quick ? 10 : 1_000;
const CARDS_PER_COMPANY = 20;
const PROCESSES = 2;
/** Of all rounds, by code and kind of request. */
const failures = new Map<string, number>();

const cluster = await startCluster();
const folder = await mkdtemp(join(tmpdir(), 'afc-bench-api-'));
const redis = await startRedis({ dataDir: folder });
try {
  if (redis === undefined) throw new Error('Two processes need a redis-server or a valkey-server on the PATH.');
  await run(redis.url);
} finally {
  await redis?.stop();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}
report.print();

async function run(redisUrl: string): Promise<void> {
  report.say(`seeding ${PURCHASES} purchases`);
  const size = { companies: COMPANIES, cardsPerCompany: CARDS_PER_COMPANY, purchases: PURCHASES, sessions: SOCKETS / COMPANIES };
  const seeded = await seedCompanies(cluster, 'bench_api', size);
  await writeFile(join(folder, 'trusted-documents.json'), JSON.stringify(DOCUMENTS));
  const settings = {
    REDIS_URL: redisUrl,
    ADMIN_APP: folder,
    REQUESTS_PER_MINUTE_ADDRESS: '1000000',
    REQUESTS_PER_MINUTE_PERSON: '1000000',
    // What is refused is counted here by its code; a line for each would be written at the worst moment.
    LOG_LEVEL: 'error',
  };
  const products: Product[] = [];
  for (let started = 0; started < PROCESSES; started += 1)
    products.push(await startProduct({ database: seeded.database, role: 'api', profile: options.profile, settings }));
  const processPorts = products.map(({ port }) => port);
  const proxy = await startNginx(processPorts);
  if (proxy === null) report.say('WITHOUT nginx, which is not installed: connections take the processes in turn');
  const ports = proxy === null ? processPorts : [proxy.port];
  const sockets = await startChild(new URL('../feed/sockets.ts', import.meta.url), null);
  const loads = new Loads(seeded, ports);
  try {
    report.say(`opening ${SOCKETS} sockets`);
    const subscribe = { accessTokens: await Promise.all(seeded.sessions.map(accessTokenOf)), query: FOLLOW };
    await sockets.ask({ kind: 'open', ports, count: SOCKETS, subscribe } satisfies SocketsCommand);
    report.say('warming up');
    for (const perSecond of RATES.slice(0, -1)) await loads.run(perSecond, SECONDS);
    for (let round = 1; round <= options.rounds; round += 1) {
      report.say(`round ${round} of ${options.rounds}`);
      const held = await climb(loads);
      report.add('api_rate_held', held, '1/s', { is: 'at least', value: GOAL_PER_SECOND });
      const open = await sockets.ask<number>({ kind: 'count' } satisfies SocketsCommand);
      report.add('sockets', open, '', { is: 'exactly', value: SOCKETS });
    }
    for (const [code, count] of failures) report.add(`errors_of_all_rounds_${code}`, count, '');
  } finally {
    await loads.close();
    await sockets.stop();
    await proxy?.stop();
    for (const product of products) await product.stop();
  }
}

/** The highest rate that held, of those that were tried; 0 when none did. */
async function climb(loads: Loads): Promise<number> {
  let held = 0;
  let holding = true;
  for (const perSecond of RATES) {
    const isGoal = perSecond === GOAL_PER_SECOND;
    if (!holding && !isGoal) continue;
    const holds = note(isGoal ? '' : `_at_${perSecond}`, perSecond, await loads.run(perSecond, isGoal ? SECONDS_AT_GOAL : SECONDS));
    holding &&= holds;
    if (holding) held = perSecond;
  }
  return held;
}

/** Whether the rate held. */
function note(suffix: string, perSecond: number, results: Results): boolean {
  if (suffix === '') for (const [name, result] of results) report.add(`p99_ms_${name}`, percentile(result, 0.99), 'ms');
  const all = { latenciesMs: Float64Array.from(results.flatMap(([, { latenciesMs }]) => [...latenciesMs])).sort() };
  const [p50, p99] = [percentile(all, 0.5), percentile(all, 0.99)];
  const failed = failuresOf(results);
  const errors = [...failed.values()].reduce((sum, count) => sum + count, 0);
  const answered = results.reduce((sum, [, result]) => sum + goodOf(result), 0);
  const perSecondReached = (answered * 1000) / Math.max(...results.map(([, { elapsedMs }]) => elapsedMs));
  report.add(`p50_ms${suffix}`, p50, 'ms');
  report.add(`p99_ms${suffix}`, p99, 'ms', { is: 'at most', value: MOST_P99_MS });
  report.add(`answers_per_s${suffix}`, perSecondReached, '1/s', { is: 'at least', value: perSecond * 0.95 });
  report.add(`errors${suffix}`, errors, '', { is: 'exactly', value: 0 });
  const byCode = [...failed].map(([code, count]) => `${code} ${count}`).join(', ');
  report.say(
    `${perSecond}/s: ${perSecondReached.toFixed(0)}/s answered, p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${byCode || 'no errors'}`,
  );
  for (const [code, count] of failed) failures.set(code, (failures.get(code) ?? 0) + count);
  return p99 <= MOST_P99_MS && errors === 0;
}

function failuresOf(results: Results): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, result] of results)
    for (const [why, count] of Object.entries(result.failures)) sums.set(`${why}_${name}`, (sums.get(`${why}_${name}`) ?? 0) + count);
  return sums;
}

/** Answers that are what was asked for. */
function goodOf({ statuses, failures: why }: LoadResult): number {
  const notSent = why['NOT_SENT'] ?? 0;
  return statuses.length + notSent - Object.values(why).reduce((sum, count) => sum + count, 0);
}
