/** The live feed at 10,000 sockets of one company: deliveries beside bare `ws` and graphql-ws, memory, and everybody coming back at once. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '../../scripts/lib/redis.mjs';
import { Buyers } from '../authorization/buyers.ts';
import { accessTokenOf, type Company, seedCompany } from '../lib/company.ts';
import { type Child, startChild } from '../lib/child.ts';
import { startCluster } from '../lib/cluster.ts';
import { openLoadGenerator } from '../lib/load.ts';
import { readOptions } from '../lib/options.ts';
import { type Product, startProduct } from '../lib/product.ts';
import { Report } from '../lib/report.ts';
import { FOLLOW } from './documents.ts';
import type { Broadcast } from './raw-peer.ts';
import type { Publish } from './graphql-ws-peer.ts';
import { cursorIn, type SocketsCommand, type Subscribe, type Waited } from './messages.ts';

const options = readOptions(process.argv.slice(2));
const report = new Report('feed', options);
const SOCKETS = options.quick ? 200 : 10_000;
/** Purchases of a burst: each is an event, and goes to every socket. */
const BURST = options.quick ? 5 : 20;
const PROCESSES = 2;

const load = openLoadGenerator();
const cluster = await startCluster();
const folder = await mkdtemp(join(tmpdir(), 'afc-bench-redis-'));
const redis = await startRedis({ dataDir: folder });
try {
  if (redis === undefined) throw new Error('The feed of two processes needs a redis-server or a valkey-server on the PATH.');
  await run(redis.url);
} finally {
  await load.close();
  await redis?.stop();
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}
report.print();

async function run(redisUrl: string): Promise<void> {
  const company = await seedCompany(cluster, 'bench_feed', 0);
  const settings = { REDIS_URL: redisUrl };
  const products: Product[] = [];
  for (let started = 0; started < PROCESSES; started += 1)
    products.push(await startProduct({ database: company.database, role: 'api', profile: options.profile, settings }));
  try {
    const { sample, rates } = await ours(company, products);
    for (let round = 1; round <= options.rounds; round += 1) {
      report.say(`peers, round ${round} of ${options.rounds}`);
      const raw = await peersRate('raw-peer.ts', null, { text: sample, times: BURST } satisfies Broadcast);
      const item = (JSON.parse(sample) as { payload: { data: { spendFeed: unknown } } }).payload.data.spendFeed;
      const anonymous = { accessTokens: [''], query: FOLLOW };
      const graphqlWs = await peersRate('graphql-ws-peer.ts', anonymous, { item, times: BURST } satisfies Publish);
      report.add('raw_ws_per_s', raw, '1/s');
      report.add('graphql_ws_per_s', graphqlWs, '1/s');
      const our = rates[round - 1] ?? Number.NaN;
      report.add('deliveries_per_s', our, '1/s');
      report.add('ratio_ws', our / raw, 'x', { is: 'at least', value: 0.9 });
      report.add('ratio_graphql_ws', our / graphqlWs, 'x', { is: 'at least', value: 2.5 });
    }
  } finally {
    for (const product of products) await product.stop();
  }
}

/** One message as it went over the wire, and deliveries a second of each round. */
type Ours = { readonly sample: string; readonly rates: readonly number[] };

async function ours(company: Company, products: readonly Product[]): Promise<Ours> {
  const [first] = products;
  if (first === undefined) throw new Error('no process runs');
  const buyers = new Buyers(load, first, 1);
  const ports = products.map(({ port }) => port);
  const sockets = await startChild(new URL('sockets.ts', import.meta.url), null);
  const subscribe = async (): Promise<Subscribe> => ({ accessTokens: [await accessTokenOf(company)], query: FOLLOW });
  try {
    await buy(buyers, company);
    report.say(`opening ${SOCKETS} sockets`);
    const before = await residentKb(products);
    const half = await residentAfter(
      async () => ask(sockets, { kind: 'open', ports, count: SOCKETS / 2, subscribe: await subscribe() }),
      products,
    );
    const all = await residentAfter(
      async () => ask(sockets, { kind: 'open', ports, count: SOCKETS / 2, subscribe: await subscribe() }),
      products,
    );
    // The first of them also make the process grow to what it works in: young garbage, compiled code.
    report.add('kb_per_socket', (all - half) / (SOCKETS / 2), 'KB', { is: 'at most', value: 14 });
    report.add('kb_per_socket_with_the_first', (all - before) / SOCKETS, 'KB');
    let sample = '';
    const rates: number[] = [];
    for (let round = 0; round <= options.rounds; round += 1) {
      report.say(round === 0 ? 'warming up' : `round ${round} of ${options.rounds}`);
      await buy(buyers, company);
      const waited = await ask<Waited>(sockets, { kind: 'wait', messages: SOCKETS * BURST });
      assertWhole(waited, SOCKETS * BURST);
      sample = waited.seen[0]?.[0] ?? '';
      if (round > 0) rates.push((waited.messages * 1000) / waited.ms);
    }
    for (let round = 1; round <= options.rounds; round += 1) {
      report.say(`everybody comes back, round ${round} of ${options.rounds}`);
      const again: SocketsCommand = { kind: 'reconnect', ports, subscribe: await subscribe() };
      const cutAt = performance.now();
      await Promise.all([ask(sockets, again), buy(buyers, company)]);
      const waited = await ask<Waited>(sockets, { kind: 'wait', messages: SOCKETS * BURST });
      report.add('reconnect_s', (performance.now() - cutAt) / 1000, 's', { is: 'at most', value: 15 });
      assertWhole(waited, SOCKETS * BURST);
    }
    await ask(sockets, { kind: 'close' });
    return { sample, rates };
  } finally {
    await sockets.stop();
  }
}

async function buy(buyers: Buyers, { group }: Company): Promise<void> {
  await buyers.buy({ group, pace: { kind: 'closed' }, seconds: 30, maxRequests: BURST });
}

/** @throws Error when a socket that is looked at saw a gap, a repeat or another order */
function assertWhole({ messages, seen }: Waited, expected: number): void {
  if (messages !== expected) throw new Error(`${messages} of ${expected} messages came`);
  const [first, ...others] = seen.map((texts) => texts.map(cursorIn).join(' '));
  if (first === undefined || new Set(first.split(' ')).size !== BURST) throw new Error('a socket saw an event twice, or missed one');
  if (others.some((other) => other !== first)) throw new Error('two sockets saw different events');
}

/** Deliveries a second of a peer in as many processes as ours. */
async function peersRate(module: string, subscribe: Subscribe | null, command: Broadcast | Publish): Promise<number> {
  const peers: Child[] = [];
  const sockets = await startChild(new URL('sockets.ts', import.meta.url), null);
  try {
    for (let started = 0; started < PROCESSES; started += 1) peers.push(await startChild(new URL(module, import.meta.url), null));
    await ask(sockets, { kind: 'open', ports: peers.map(({ port }) => port), count: SOCKETS, subscribe });
    await settle();
    let rate = Number.NaN;
    // The first time warms up.
    for (let times = 0; times < 2; times += 1) {
      await Promise.all(peers.map((peer) => peer.ask(command)));
      const waited = await ask<Waited>(sockets, { kind: 'wait', messages: SOCKETS * BURST });
      if (waited.messages !== SOCKETS * BURST) throw new Error(`the peer sent ${waited.messages} of ${SOCKETS * BURST} messages`);
      rate = (waited.messages * 1000) / waited.ms;
    }
    return rate;
  } finally {
    await sockets.stop();
    for (const peer of peers) await peer.stop();
  }
}

function ask<Answer>(sockets: Child, command: SocketsCommand): Promise<Answer> {
  return sockets.ask<Answer>(command);
}

/** What was begun is done: subscriptions stand, garbage is collected. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, options.quick ? 500 : 3_000));
}

async function residentAfter(open: () => Promise<unknown>, products: readonly Product[]): Promise<number> {
  await open();
  await settle();
  return residentKb(products);
}

async function residentKb(products: readonly Product[]): Promise<number> {
  let sum = 0;
  for (const { pid } of products) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    sum += Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]);
  }
  return sum;
}
