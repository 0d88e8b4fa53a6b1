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
const PER_SECOND = options.quick ? 50 : 1_000;
const SECONDS = options.quick ? 2 : 20;
/** Whoever is signed in has a socket open, and hears of what happens in their company. */
const COMPANIES = options.quick ? 10 : 1_000;
const CARDS_PER_COMPANY = 20;
const PROCESSES = 2;

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
  };
  const products: Product[] = [];
  for (let started = 0; started < PROCESSES; started += 1)
    products.push(await startProduct({ database: seeded.database, role: 'api', profile: options.profile, settings }));
  const ports = products.map(({ port }) => port);
  const proxy = await startNginx(ports);
  if (proxy === null) report.say('there is no nginx: each load goes to one process by itself');
  const sockets = await startChild(new URL('../feed/sockets.ts', import.meta.url), null);
  try {
    report.say(`opening ${SOCKETS} sockets`);
    const subscribe = { accessTokens: await Promise.all(seeded.sessions.map(accessTokenOf)), query: FOLLOW };
    const socketPorts = proxy === null ? ports : [proxy.port];
    await sockets.ask({ kind: 'open', ports: socketPorts, count: SOCKETS, subscribe } satisfies SocketsCommand);
    const loads = new Loads(seeded, SECONDS, (index) => proxy?.port ?? ports[index % ports.length] ?? 0);
    report.say('warming up');
    await loads.run(PER_SECOND / 4);
    for (let round = 1; round <= options.rounds; round += 1) {
      report.say(`round ${round} of ${options.rounds}`);
      note('_at_half', PER_SECOND / 2, await loads.run(PER_SECOND / 2));
      note('', PER_SECOND, await loads.run(PER_SECOND));
    }
  } finally {
    await sockets.stop();
    await proxy?.stop();
    for (const product of products) await product.stop();
  }
}

function note(suffix: string, perSecond: number, results: Results): void {
  for (const [name, result] of results) report.add(`p99_ms_${name}${suffix}`, percentile(result, 0.99), 'ms');
  const all = { latenciesMs: Float64Array.from(results.flatMap(([, { latenciesMs }]) => [...latenciesMs])).sort() };
  const longest = Math.max(...results.map(([, { elapsedMs }]) => elapsedMs));
  report.add(`answers_per_s${suffix}`, (all.latenciesMs.length * 1000) / longest, '1/s', { is: 'at least', value: perSecond * 0.97 });
  report.add(`p99_ms${suffix}`, percentile(all, 0.99), 'ms', { is: 'at most', value: 150 });
  report.add(
    `errors${suffix}`,
    results.reduce((sum, [, result]) => sum + failedOf(result), 0),
    '',
    { is: 'exactly', value: 0 },
  );
}

/** All that is no answer: a decline is one. */
function failedOf({ statuses, mismatched }: LoadResult): number {
  return statuses.filter((status) => status !== 200 && status !== 402).length + mismatched;
}
