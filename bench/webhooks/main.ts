/** Taking Marqeta's messages, against pgbench inserting them one by one; and how fast they are applied. */
import pg from 'pg';
import { assertDurable, type BenchCluster, type BenchDatabase, startCluster, withClient } from '../lib/cluster.ts';
import { assertAllApplied, deliver, untilNothingWaits, waitingIn } from '../lib/deliver.ts';
import { type Issuer, mirrorAll, startIssuer } from '../lib/issuer.ts';
import { type LoadGenerator, openLoadGenerator, percentile, perSecond } from '../lib/load.ts';
import type { LoadResult, Pace } from '../lib/load-plan.ts';
import { GATEWAY, GATEWAY_PATH, signedInAs } from '../lib/marqeta-access.ts';
import { readOptions } from '../lib/options.ts';
import { findPgbench } from '../lib/pgbench.ts';
import { type Product, startProduct } from '../lib/product.ts';
import { Report } from '../lib/report.ts';
import { seed } from '../lib/seed.ts';
import { cardsOf, layOut } from '../lib/world.ts';
import { insertOneByOne, sampleBody } from './peer.ts';

const options = readOptions(process.argv.slice(2));
const pgbenchPath = findPgbench(options);
const report = new Report('webhooks', options);
const FULL = {
  ...{ companies: 1_000, seconds: 6, backlog: 20_000, steadyPerSecond: 500, besidePerSecond: 200, warmUpSeconds: 5 },
  clients: [1, 8, 32],
};
const QUICK = {
  ...{ companies: 50, seconds: 1, backlog: 1_000, steadyPerSecond: 100, besidePerSecond: 50, warmUpSeconds: 1 },
  clients: [1, 8],
};
const scale = options.quick ? QUICK : FULL;
const world = layOut({ spread: { companies: scale.companies, limitMinor: 100_000_000_000n } });
const cards = cardsOf(world.spread);
const closed = { kind: 'closed' } as const;
/** `--only intake` or `apply` leaves out the other. */
const wanted = (part: 'intake' | 'apply'): boolean => options.only.length === 0 || options.only.includes(part);
/** Where the tokens of the next messages begin: an even number, an authorization. */
let next = 0;
/** Number of the next question. */
let nextQuestion = 0;

const cluster = await startCluster();
const load = openLoadGenerator();
const decisions = openLoadGenerator();
try {
  await assertDurable(cluster.postgres.url());
  await run(cluster);
} finally {
  await load.close();
  await decisions.close();
  await cluster.stop();
}
report.print();

async function run(on: BenchCluster): Promise<void> {
  report.say('seeding companies, people, cards and controls');
  const database = await on.create('bench_product');
  await seed(database, [world.spread]);
  const peer = await on.clone(database, 'bench_peer');
  if (wanted('intake')) await compareIntake(database, peer);
  if (!wanted('apply')) return;
  report.say('telling an issuer of the controls');
  const issuer = await startIssuer(database);
  try {
    await mirrorAll(database, issuer);
    await applyAtOnce(database, issuer);
    await drainBacklog(database, issuer);
  } finally {
    await issuer.stop();
  }
  await assertAllApplied(database);
}

async function tell(
  by: LoadGenerator,
  product: Product,
  pace: Pace,
  limit: { seconds: number; maxRequests?: number },
): Promise<LoadResult> {
  const result = await deliver(by, product, { cards, run: 1, kind: 'both', firstSequence: next, pace, ...limit });
  next += result.statuses.length + (result.statuses.length % 2);
  return result;
}

/** Nothing is applied meanwhile: this process has role `api`, and no worker runs. */
async function compareIntake(database: BenchDatabase, peer: BenchDatabase): Promise<void> {
  const product = await startProduct({ database, role: 'api', profile: options.profile });
  await tell(load, product, closed, { seconds: scale.seconds / 2 });
  const body = await sampleBody(database);
  for (let round = 1; round <= options.rounds; round += 1) {
    const accepted = perSecond(await tell(load, product, closed, { seconds: scale.seconds }), 200);
    const theirs: number[] = [];
    if (pgbenchPath !== null)
      for (const clients of scale.clients) theirs.push(await insertOneByOne(pgbenchPath, peer, { body, clients, seconds: scale.seconds }));
    report.say(
      `round ${round} of ${options.rounds}: ${accepted.toFixed(0)}/s accepted; pgbench ${theirs.map((rate) => rate.toFixed(0)).join(', ')}/s`,
    );
    report.add('accepted', accepted, '/s');
    if (theirs.length === 0) continue;
    report.add('ratio_accepted', accepted / Math.max(...theirs), 'x', { is: 'at least', value: 0.8 });
    report.add('peer_inserts', Math.max(...theirs), '/s');
  }
  await product.stop();
}

/** What came while nothing was applied is drained: first with nothing else to do, then beside decisions, which go first. */
async function drainBacklog(database: BenchDatabase, { settings }: Issuer): Promise<void> {
  for (const beside of [false, true]) {
    const intake = await startProduct({ database, role: 'api', profile: null });
    await tell(load, intake, closed, { seconds: 60, maxRequests: scale.backlog });
    await intake.stop();
    const waiting = await waitingIn(database);
    report.say(`draining ${waiting} messages${beside ? ' beside decisions' : ''}`);
    const letGo = await holdBack(database);
    const product = await startProduct({ database, role: 'all', profile: options.profile, settings });
    if (beside) await decideFor(scale.warmUpSeconds, product);
    const startedAt = performance.now();
    await letGo();
    const drained = untilNothingWaits(database);
    const tail = beside ? await decideUntil(drained, product) : Number.NaN;
    const rate = (waiting * 1_000) / ((await drained) - startedAt);
    report.add(beside ? 'drained_beside_decisions' : 'applied', rate, '/s', { is: 'at least', value: beside ? 1_000 : 2_000 });
    if (beside) report.add('decision_p99_ms', tail, 'ms', { is: 'at most', value: 50 });
    await product.stop();
  }
}

/** Locks what waits, so that a product which starts passes over it until it runs warm. Returns what lets go, and tells of it. */
async function holdBack({ adminUrl }: BenchDatabase): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(`BEGIN; SELECT FROM marqeta_inbox WHERE state = 'PENDING' FOR UPDATE`);
  return async () => {
    await client.query('COMMIT');
    await client.query(
      `SELECT afc_enqueue('inbox.drain', json_build_object('shard', shard)::text, 'inbox.drain:' || shard, NULL, NULL)
         FROM (SELECT DISTINCT shard FROM marqeta_inbox WHERE state = 'PENDING') s`,
    );
    await client.end();
  };
}

/** The slowest hundredth of the decisions that were asked for until then. */
async function decideUntil(done: Promise<number>, product: Product): Promise<number> {
  const latencies: number[] = [];
  let going = true;
  void done.finally(() => (going = false));
  while (going) latencies.push(...(await decideFor(1, product)));
  return percentile({ latenciesMs: Float64Array.from(latencies).sort() }, 0.99);
}

/** @returns how long each took, in milliseconds */
async function decideFor(seconds: number, product: Product): Promise<Float64Array> {
  const result = await decisions.run({
    port: product.port,
    path: GATEWAY_PATH,
    headers: signedInAs(GATEWAY),
    connections: 64,
    pace: { kind: 'open', perSecond: scale.besidePerSecond },
    durationMs: seconds * 1_000,
    firstSequence: nextQuestion,
    source: { module: import.meta.resolve('../lib/jit-requests.ts'), options: { cards, run: 2 } },
  });
  nextQuestion += result.statuses.length;
  return result.latenciesMs;
}

/** How long after its receipt a message is applied, while they come at a steady rate. */
async function applyAtOnce(database: BenchDatabase, { settings }: Issuer): Promise<void> {
  const product = await startProduct({ database, role: 'all', profile: null, settings });
  const pace = { kind: 'open', perSecond: scale.steadyPerSecond } as const;
  await tell(load, product, pace, { seconds: 1 });
  const since = new Date();
  for (let round = 1; round <= options.rounds; round += 1) await tell(load, product, pace, { seconds: scale.seconds });
  await untilNothingWaits(database);
  await product.stop();
  const p99 = await withClient(database.adminUrl, async (client) => {
    const { rows } = await client.query<{ p99: number }>(
      `SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM settled_at - received_at) * 1000)::float8 AS p99
         FROM marqeta_inbox WHERE received_at > $1`,
      [since],
    );
    return rows[0]?.p99 ?? Number.NaN;
  });
  report.add('receipt_to_applied_p99_ms', p99, 'ms', { is: 'at most', value: 250 });
}
