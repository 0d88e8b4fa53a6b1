/** Reads, writes and decisions at once through nginx, with 10,000 live sockets open: the load of a busy day. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../scripts/lib/redis.mjs';
import { FOLLOW } from '../feed/documents.ts';
import type { SocketsCommand } from '../feed/messages.ts';
import { startChild } from '../lib/child.ts';
import { startCluster } from '../lib/cluster.ts';
import { accessTokenOf, type Company, seedCompany } from '../lib/company.ts';
import { openLoadGenerator, percentile } from '../lib/load.ts';
import type { LoadPlan, LoadResult } from '../lib/load-plan.ts';
import { GATEWAY, GATEWAY_PATH, signedInAs } from '../lib/marqeta-access.ts';
import { readOptions } from '../lib/options.ts';
import { type Product, startProduct } from '../lib/product.ts';
import { Report } from '../lib/report.ts';
import { startNginx } from './nginx.ts';
import { DOCUMENTS, type QuestionOptions } from './questions.ts';

const options = readOptions(process.argv.slice(2));
const report = new Report('api', options);
const SOCKETS = options.quick ? 100 : 10_000;
const PURCHASES = options.quick ? 1_000 : 100_000;
const PER_SECOND = options.quick ? 50 : 1_000;
const SECONDS = options.quick ? 2 : 20;
const SHARES = { reads: 0.7, writes: 0.1, decisions: 0.2 } as const;
/** The last of the company's cards are frozen and let go; the others buy. */
const FROZEN = 100;
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
  const company = await seedCompany(cluster, 'bench_api', PURCHASES);
  await writeFile(join(folder, 'trusted-documents.json'), JSON.stringify(DOCUMENTS));
  const settings = {
    REDIS_URL: redisUrl,
    ADMIN_APP: folder,
    REQUESTS_PER_MINUTE_ADDRESS: '1000000',
    REQUESTS_PER_MINUTE_PERSON: '1000000',
  };
  const products: Product[] = [];
  for (let started = 0; started < PROCESSES; started += 1)
    products.push(await startProduct({ database: company.database, role: 'api', profile: options.profile, settings }));
  const ports = products.map(({ port }) => port);
  const proxy = await startNginx(ports);
  if (proxy === null) report.say('there is no nginx: each load goes to one process by itself');
  const sockets = await startChild(new URL('../feed/sockets.ts', import.meta.url), null);
  try {
    report.say(`opening ${SOCKETS} sockets`);
    const subscribe = { accessToken: await accessTokenOf(company), query: FOLLOW };
    const socketPorts = proxy === null ? ports : [proxy.port];
    await sockets.ask({ kind: 'open', ports: socketPorts, count: SOCKETS, subscribe } satisfies SocketsCommand);
    for (let round = 0; round <= options.rounds; round += 1) {
      report.say(round === 0 ? 'warming up' : `round ${round} of ${options.rounds}`);
      await load(company, (index) => proxy?.port ?? ports[index % ports.length] ?? 0, round);
    }
  } finally {
    await sockets.stop();
    await proxy?.stop();
    for (const product of products) await product.stop();
  }
}

async function load(company: Company, portOf: (index: number) => number, round: number): Promise<void> {
  const { firstCard, cardsPerCompany } = company.group;
  const buying = { first: firstCard, count: cardsPerCompany - FROZEN };
  const authorization = { authorization: `Bearer ${await accessTokenOf(company)}`, accept: 'application/json' };
  const questions = new URL('questions.ts', import.meta.url).href;
  const asked = (kind: QuestionOptions['kind'], cards: QuestionOptions['cards']): Asked => ({
    path: '/graphql',
    headers: authorization,
    source: { module: questions, options: { kind, cards } satisfies QuestionOptions },
  });
  const plans: Readonly<Record<keyof typeof SHARES, Asked>> = {
    reads: asked('reads', buying),
    writes: asked('writes', { first: firstCard + buying.count, count: FROZEN }),
    decisions: {
      path: GATEWAY_PATH,
      headers: signedInAs(GATEWAY),
      source: { module: import.meta.resolve('../lib/jit-requests.ts'), options: { cards: buying, run: 1 } },
    },
  };
  const results = await Promise.all(
    Object.entries(plans).map(async ([name, plan], index) => {
      const generator = openLoadGenerator();
      try {
        const perSecond = PER_SECOND * SHARES[name as keyof typeof SHARES];
        const result = await generator.run({
          ...{ ...plan, port: portOf(index), connections: 200, pace: { kind: 'open', perSecond }, durationMs: SECONDS * 1_000 },
          firstSequence: round * PER_SECOND * SECONDS * 2,
        });
        assertAnswered(name, result);
        return [name, result] as const;
      } finally {
        await generator.close();
      }
    }),
  );
  if (round === 0) return;
  for (const [name, result] of results) report.add(`p99_ms_${name}`, percentile(result, 0.99), 'ms');
  const all = { latenciesMs: Float64Array.from(results.flatMap(([, { latenciesMs }]) => [...latenciesMs])).sort() };
  const longest = Math.max(...results.map(([, { elapsedMs }]) => elapsedMs));
  report.add('answers_per_s', (all.latenciesMs.length * 1000) / longest, '1/s', { is: 'at least', value: PER_SECOND * 0.97 });
  report.add('p99_ms', percentile(all, 0.99), 'ms', { is: 'at most', value: 150 });
}

type Asked = Pick<LoadPlan, 'path' | 'headers' | 'source'>;

/** @throws Error for anything but an answer: a decline is one */
function assertAnswered(name: string, { statuses, mismatched, firstAnswer }: LoadResult): void {
  const failed = statuses.filter((status) => status !== 200 && status !== 402);
  if (failed.length > 0 || mismatched > 0)
    throw new Error(
      `${name}: ${failed.length} of ${statuses.length} failed (the first with ${failed[0]}), ${mismatched} without data. ${JSON.stringify(firstAnswer)?.slice(0, 600)}`,
    );
}
