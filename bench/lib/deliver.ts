import { type LoadGenerator, countOf } from './load.ts';
import type { LoadResult, Pace } from './load-plan.ts';
import { signedInAs, WEBHOOK, WEBHOOK_PATH, WEBHOOK_SECRET } from './marqeta-access.ts';
import type { Product } from './product.ts';
import type { DeliveryOptions } from './webhook-deliveries.ts';
import { type BenchDatabase, withClient } from './cluster.ts';

export type Deliveries = Omit<DeliveryOptions, 'secret'> & {
  readonly firstSequence: number;
  readonly pace: Pace;
  readonly seconds: number;
  readonly maxRequests?: number;
};

/** Delivers what Marqeta would after these purchases. @throws unless each delivery is taken */
export async function deliver(load: LoadGenerator, { port }: Product, deliveries: Deliveries): Promise<LoadResult> {
  const { firstSequence, pace, seconds, maxRequests, ...options } = deliveries;
  const result = await load.run({
    port,
    path: WEBHOOK_PATH,
    headers: signedInAs(WEBHOOK),
    connections: pace.kind === 'closed' ? 64 : 256,
    pace,
    durationMs: seconds * 1_000,
    ...(maxRequests === undefined ? {} : { maxRequests }),
    firstSequence,
    source: { module: import.meta.resolve('./webhook-deliveries.ts'), options: { ...options, secret: WEBHOOK_SECRET } },
  });
  const refused = result.statuses.length - countOf(result.statuses, 200);
  if (refused > 0)
    throw new Error(`${refused} of ${result.statuses.length} deliveries were not taken: ${JSON.stringify(result.firstAnswer)}`);
  return result;
}

const GIVE_UP_MS = 180_000;

/** Resolves with the moment at which the last message was applied. */
export async function untilNothingWaits({ adminUrl }: BenchDatabase): Promise<number> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  return withClient(adminUrl, async (client) => {
    // Asked so that it costs next to nothing: it goes on beside what is measured.
    while ((await client.query(`SELECT FROM marqeta_inbox WHERE state = 'PENDING' LIMIT 1`)).rowCount !== 0) {
      if (performance.now() > giveUpAt) throw new Error('The backlog was not drained in time.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return performance.now();
  });
}

/** Messages that are not applied yet. */
export async function waitingIn({ adminUrl }: BenchDatabase): Promise<number> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM marqeta_inbox WHERE state = 'PENDING'`);
    return Number(rows[0]?.count);
  });
}

/** @throws when a message was not understood, or failed */
export async function assertAllApplied({ adminUrl }: BenchDatabase): Promise<void> {
  const states = await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ state: string; problem: string | null; count: string }>(
      `SELECT state, problem, count(*) FROM marqeta_inbox WHERE state <> 'APPLIED' GROUP BY 1, 2`,
    );
    return rows;
  });
  if (states.length > 0) throw new Error(`Not everything was applied: ${JSON.stringify(states)}`);
}
