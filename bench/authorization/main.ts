/** Decisions over HTTP, against pgbench calling one stored function that does the same work. */
import { assertDurable, type BenchCluster, type BenchDatabase, startCluster } from '../lib/cluster.ts';
import { type LoadGenerator, openLoadGenerator, perSecond } from '../lib/load.ts';
import { readOptions } from '../lib/options.ts';
import { findPgbench } from '../lib/pgbench.ts';
import { startProduct } from '../lib/product.ts';
import { Report } from '../lib/report.ts';
import { oneRound } from './against-peer.ts';
import { type Answered, audit } from './audit.ts';
import { Buyers } from './buyers.ts';
import { askAgain, buyPastALimit } from './correctness.ts';
import { installPeer } from './peer.ts';
import { bytesOfAPurchase } from './purchase-bytes.ts';
import { assertSameWork, sampleOf } from './same-work.ts';
import { scaleOf } from './scale.ts';
import { seed } from '../lib/seed.ts';
import { analyze, bytesOf, freeBytes, seedLarge } from './size.ts';
import { type Group, layOut } from '../lib/world.ts';

const options = readOptions(process.argv.slice(2));
const pgbenchPath = findPgbench(options);
const report = new Report('authorization', options);
const scale = scaleOf(options);
const { seconds, companies } = scale;
const closed = { kind: 'closed' } as const;
/** `--only peer`, `rules`, `size` or `bytes` leaves out the others; the books are checked in any case. */
const wanted = (part: 'peer' | 'rules' | 'size' | 'bytes'): boolean => options.only.length === 0 || options.only.includes(part);

const PRICE_MINOR = 1_000;
const world = layOut({
  hot: { cardsPerCompany: scale.hotCards },
  spread: { companies },
  manyRules: { companies, controls: 100, binding: 12 },
  small: { companies, ofCards: false },
  tight: { cardsPerCompany: 10, ofCards: false, limitMinor: BigInt(PRICE_MINOR * 500 + 1) },
});

const cluster = await startCluster();
const load = openLoadGenerator();
try {
  await assertDurable(cluster.postgres.url());
  await run(cluster, load);
} finally {
  await load.close();
  await cluster.stop();
}
report.print();

async function run(on: BenchCluster, by: LoadGenerator): Promise<void> {
  report.say('seeding companies, people, cards and controls');
  const database = await on.create('bench_product');
  await seed(database, Object.values(world));
  const peerDatabase = await on.clone(database, 'bench_peer');
  const { buyers, stop } = await open(database, by, 1);

  report.say('warming up');
  for (const group of [world.hot, world.spread, world.manyRules, world.small])
    await buyers.buy({ group, pace: closed, seconds: scale.warmUpSeconds });
  await analyze(database);
  const sample = await sampleOf(database, world.spread);
  const peer = pgbenchPath === null ? null : await installPeer(pgbenchPath, peerDatabase, [world.hot, world.spread], sample);
  if (peer !== null) {
    for (const group of [world.hot, world.spread]) await peer.run({ group, clients: 8, seconds: scale.warmUpSeconds });
    await analyze(peerDatabase);
    await assertSameWork(database, peerDatabase, world.spread);
  }

  for (let round = 1; round <= options.rounds; round += 1) {
    report.say(`round ${round} of ${options.rounds}`);
    if (wanted('peer')) await oneRound({ buyers, peer, groups: world, report, seconds, peerClients: scale.peerClients });
    if (wanted('rules')) await slowdown('slowdown_rules', 0.6, { buyers, group: world.spread }, { buyers, group: world.manyRules });
  }

  report.say('limits and repeats');
  await buyPastALimit(database, buyers, world.tight, PRICE_MINOR);
  await askAgain(buyers, world.spread, 500);
  if (scale.cards > 0 && wanted('size')) await compareSizes(on, by, buyers, sample.record);
  await stop();
  await check(database, buyers.answered);

  if (!wanted('bytes')) return;
  report.say('one purchase from question to clearing');
  report.add('bytes_per_purchase', await bytesOfAPurchase(on, by, scale.cleared), 'bytes');
}

type Side = { readonly buyers: Buyers; readonly group: Group };

/** How many decisions a second are left of those on the plain side. */
async function slowdown(figure: string, goal: number, plain: Side, slowed: Side): Promise<void> {
  const rates: number[] = [];
  for (const { buyers, group } of [plain, slowed]) rates.push(perSecond(await buyers.buy({ group, pace: closed, seconds }), 200));
  const [fast = Number.NaN, slow = Number.NaN] = rates;
  report.say(`${figure}: ${fast.toFixed(0)}/s and ${slow.toFixed(0)}/s`);
  report.add(figure, slow / fast, 'x', { is: 'at least', value: goal });
}

async function compareSizes(on: BenchCluster, by: LoadGenerator, small: Buyers, record: string): Promise<void> {
  report.say(`seeding ${scale.cards} cards and ${scale.purchases} purchases`);
  const { database, group } = await seedLarge(on, { ...scale, record });
  report.add('large_cards', scale.cards, 'cards');
  report.add('large_history', scale.purchases, 'purchases');
  const bytes = await bytesOf(database);
  report.add('large_gb', bytes / 1e9, 'GB');
  // Whether ten times as many would fit is told by these two.
  report.add('large_bytes_per_purchase', bytes / scale.purchases, 'bytes');
  report.add('free_disk_gb', (await freeBytes()) / 1e9, 'GB');
  const { buyers, stop } = await open(database, by, 2);
  await buyers.buy({ group, pace: closed, seconds: scale.warmUpSeconds });
  await analyze(database);
  for (let round = 1; round <= options.rounds; round += 1)
    await slowdown('slowdown_size', 0.85, { buyers: small, group: world.small }, { buyers, group });
  await stop();
  await check(database, buyers.answered);
}

async function open(database: BenchDatabase, by: LoadGenerator, number: number): Promise<{ buyers: Buyers; stop: () => Promise<void> }> {
  const product = await startProduct({ database, role: 'api', profile: options.profile });
  return { buyers: new Buyers(by, product, number), stop: () => product.stop() };
}

async function check(database: BenchDatabase, answered: readonly Answered[]): Promise<void> {
  report.say('checking the books');
  const { overspentMinor, lost, doubled } = await audit(database, answered);
  report.add('overspent_minor', Number(overspentMinor), 'minor', { is: 'exactly', value: 0 });
  report.add('lost', lost, 'decisions', { is: 'exactly', value: 0 });
  report.add('doubled', doubled, 'decisions', { is: 'exactly', value: 0 });
}
