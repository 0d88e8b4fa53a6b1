import { type BenchDatabase, withClient } from '../lib/cluster.ts';
import { countOf } from '../lib/load.ts';
import type { Buyers } from './buyers.ts';
import type { Group } from '../lib/world.ts';

/** How many of a fixed price the limit of `tight` lets through. */
function fits(tight: Group, amountMinor: number): number {
  return Number(tight.limitMinor / BigInt(amountMinor));
}

/** Offers twice what fits under a limit at once. @throws unless exactly what fits is approved */
export async function buyPastALimit(database: BenchDatabase, buyers: Buyers, tight: Group, amountMinor: number): Promise<void> {
  const room = fits(tight, amountMinor);
  const { statuses } = await buyers.buy({ group: tight, pace: { kind: 'closed' }, seconds: 20, maxRequests: room * 2, amountMinor });
  const approved = countOf(statuses, 200);
  // What was approved too late was declined instead, and may have kept another out.
  if (approved > room || approved < room - (await late(database)))
    throw new Error(`${approved} purchases were approved where ${room} fit.`);
}

/** Asks the same questions a second time. @throws unless each yes is given again */
export async function askAgain(buyers: Buyers, group: Group, questions: number): Promise<void> {
  const first = await buyers.buy({ group, pace: { kind: 'closed' }, seconds: 20, maxRequests: questions });
  const second = await buyers.buy({ group, pace: { kind: 'closed' }, seconds: 20, maxRequests: first.statuses.length, repeat: first });
  const differing = first.statuses.filter((status, index) => status === 200 && second.statuses[index] !== 200).length;
  if (differing > 0) throw new Error(`${differing} approved questions were declined when they were repeated.`);
}

async function late({ adminUrl }: BenchDatabase): Promise<number> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM authorizations WHERE released_at IS NOT NULL');
    return Number(rows[0]?.count);
  });
}
