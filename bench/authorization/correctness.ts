import { countOf } from '../lib/load.ts';
import type { Buyers } from './buyers.ts';
import type { Group } from './world.ts';

/** How many of a fixed price the limit of `tight` lets through. */
export function fits(tight: Group, amountMinor: number): number {
  return Number(tight.limitMinor / BigInt(amountMinor));
}

/** Offers twice what fits under a limit at once. @throws unless exactly what fits is approved */
export async function buyPastALimit(buyers: Buyers, tight: Group, amountMinor: number): Promise<void> {
  const room = fits(tight, amountMinor);
  const { statuses } = await buyers.buy({ group: tight, pace: { kind: 'closed' }, seconds: 20, maxRequests: room * 2, amountMinor });
  const approved = countOf(statuses, 200);
  if (approved !== room) throw new Error(`${approved} purchases were approved where ${room} fit.`);
}

/** Asks the same questions a second time. @throws unless each gets the first answer again */
export async function askAgain(buyers: Buyers, group: Group, questions: number): Promise<void> {
  const first = await buyers.buy({ group, pace: { kind: 'closed' }, seconds: 20, maxRequests: questions });
  const second = await buyers.buy({ group, pace: { kind: 'closed' }, seconds: 20, maxRequests: first.statuses.length, repeat: first });
  const differing = second.statuses.filter((status, index) => status !== first.statuses[index]).length;
  if (second.statuses.length !== first.statuses.length || differing > 0)
    throw new Error(`${differing} repeats got another answer than at first.`);
}
