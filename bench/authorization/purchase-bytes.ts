import type { BenchCluster } from '../lib/cluster.ts';
import { assertAllApplied, deliver, untilNothingWaits } from '../lib/deliver.ts';
import type { LoadGenerator } from '../lib/load.ts';
import { startProduct } from '../lib/product.ts';
import { seed } from '../lib/seed.ts';
import { cardsOf, layOut } from '../lib/world.ts';
import { Buyers } from './buyers.ts';
import { bytesOf } from './size.ts';

const RUN = 3;
const LIMIT_SECONDS = 60;
const closed = { kind: 'closed' } as const;

/** Everything on disk for a purchase, from the question to its clearing: rows, indexes, raw messages, the decision and the feed. */
export async function bytesOfAPurchase(cluster: BenchCluster, load: LoadGenerator, purchases: number): Promise<number> {
  const database = await cluster.create('bench_bytes');
  const { all } = layOut({ all: { companies: 50 } });
  await seed(database, [all]);
  const product = await startProduct({ database, role: 'all', profile: null });
  const buyers = new Buyers(load, product, RUN);
  const buy = (count: number) => buyers.buy({ group: all, pace: closed, seconds: LIMIT_SECONDS, maxRequests: count });
  // What is there once for a card or a company, not for a purchase, is there by then.
  await buy(200);
  const before = await bytesOf(database);
  const { firstSequence, statuses } = await buy(purchases);
  for (const kind of ['authorization', 'clearing'] as const)
    await deliver(load, product, {
      ...{ cards: cardsOf(all), run: RUN, kind, firstSequence },
      ...{ pace: closed, seconds: LIMIT_SECONDS, maxRequests: statuses.length },
    });
  await untilNothingWaits(database);
  await product.stop();
  await assertAllApplied(database);
  const after = await bytesOf(database);
  await cluster.drop(database);
  return (after - before) / statuses.length;
}
