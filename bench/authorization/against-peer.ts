import type { PgbenchResult } from '../lib/pgbench.ts';
import { percentile, perSecond } from '../lib/load.ts';
import type { Report } from '../lib/report.ts';
import type { Buyers } from './buyers.ts';
import type { Peer } from './peer.ts';
import type { Group } from '../lib/world.ts';

export type Contest = {
  readonly buyers: Buyers;
  readonly peer: Peer;
  readonly groups: { readonly hot: Group; readonly spread: Group };
  readonly report: Report;
  /** Of each turn. */
  readonly seconds: number;
  readonly peerClients: readonly number[];
};

/** What a second holds, what a decision takes, and what the slowest hundredth takes: product and peer in turn, once each. */
export async function oneRound(contest: Contest): Promise<void> {
  await compareThroughput(contest, 'hot', { 'at least': 3 });
  const slowest = await compareThroughput(contest, 'spread', { 'at least': 1 });
  await compareLatency(contest, slowest);
  for (const name of ['hot', 'spread'] as const) await compareTail(contest, name);
}

/** Returns the peer's turn with one client. */
async function compareThroughput(contest: Contest, name: 'hot' | 'spread', goal: { 'at least': number }): Promise<PgbenchResult> {
  const { buyers, peer, groups, report, seconds, peerClients } = contest;
  const group = groups[name];
  const ours = perSecond(await buyers.buy({ group, pace: { kind: 'closed' }, seconds }), 200);
  const turns: { clients: number; result: PgbenchResult }[] = [];
  for (const clients of peerClients) turns.push({ clients, result: await peer.run({ group, clients, seconds }) });
  const best = Math.max(...turns.map(({ result }) => result.perSecond));
  report.say(
    `${name}: ${ours.toFixed(0)}/s; pgbench ${turns.map(({ clients, result }) => `${result.perSecond.toFixed(0)}/s with ${clients}`).join(', ')}`,
  );
  report.add(`ratio_${name}`, ours / best, 'x', { is: 'at least', value: goal['at least'] });
  report.add(`decisions_${name}`, ours, '/s');
  report.add(`peer_${name}`, best, '/s');
  const alone = turns.find(({ clients }) => clients === 1) ?? turns[0];
  if (alone === undefined) throw new Error('pgbench had no turn');
  return alone.result;
}

const CALM_PER_SECOND = 500;
const BUSY_PER_SECOND = 2_000;
const BUSY_CLIENTS = 32;

async function compareLatency({ buyers, groups, report, seconds }: Contest, oneClient: PgbenchResult): Promise<void> {
  const calm = await buyers.buy({ group: groups.spread, pace: { kind: 'open', perSecond: CALM_PER_SECOND }, seconds });
  report.add('latency_ratio', percentile(calm, 0.5) / percentile(oneClient, 0.5), 'x', { is: 'at most', value: 6 });
  report.add('p50_ms_500', percentile(calm, 0.5), 'ms');
  report.add('peer_p50_ms', percentile(oneClient, 0.5), 'ms');
}

async function compareTail({ buyers, peer, groups, report, seconds }: Contest, name: 'hot' | 'spread'): Promise<void> {
  const group = groups[name];
  const ours = await buyers.buy({ group, pace: { kind: 'open', perSecond: BUSY_PER_SECOND }, seconds });
  const theirs = await peer.run({ group, clients: BUSY_CLIENTS, seconds, rate: BUSY_PER_SECOND });
  report.say(
    `${name} at ${BUSY_PER_SECOND}/s: p99 ${percentile(ours, 0.99).toFixed(1)} ms; pgbench ${percentile(theirs, 0.99).toFixed(1)} ms, ${theirs.perSecond.toFixed(0)}/s`,
  );
  report.add(`p99_ms_${name}`, percentile(ours, 0.99), 'ms', { is: 'at most', value: 25 });
  report.add(`p99_ratio_${name}`, percentile(ours, 0.99) / percentile(theirs, 0.99), 'x', { is: 'at most', value: 4 });
}
