import type { PgbenchResult } from '../lib/pgbench.ts';
import { percentile, perSecond } from '../lib/load.ts';
import type { Goal, Report } from '../lib/report.ts';
import type { Buyers } from './buyers.ts';
import type { Peer } from './peer.ts';
import type { Group } from '../lib/world.ts';

export type Contest = {
  readonly buyers: Buyers;
  /** None where pgbench is missing: then only our own side is run. */
  readonly peer: Peer | null;
  readonly groups: { readonly hot: Group; readonly spread: Group };
  readonly report: Report;
  /** Of each turn. */
  readonly seconds: number;
  readonly peerClients: readonly number[];
};

/** What a second holds, what a decision takes, and what the slowest hundredth takes: product and peer in turn, once each. */
export async function oneRound(contest: Contest): Promise<void> {
  await compareThroughput(contest, 'hot', { is: 'at least', value: 3 });
  const slowest = await compareThroughput(contest, 'spread', { is: 'at least', value: 1 });
  await compareLatency(contest, slowest);
  for (const name of ['hot', 'spread'] as const) await compareTail(contest, name);
}

/** Returns the peer's turn with one client. */
async function compareThroughput(contest: Contest, name: 'hot' | 'spread', goal: Goal): Promise<PgbenchResult | null> {
  const { buyers, peer, groups, report, seconds, peerClients } = contest;
  const group = groups[name];
  const ours = perSecond(await buyers.buy({ group, pace: { kind: 'closed' }, seconds }), 200);
  report.add(`decisions_${name}`, ours, '/s');
  if (peer === null) return null;
  const turns: { clients: number; result: PgbenchResult }[] = [];
  for (const clients of peerClients) turns.push({ clients, result: await peer.run({ group, clients, seconds }) });
  const best = Math.max(...turns.map(({ result }) => result.perSecond));
  const theirs = turns.map(({ clients, result }) => `${result.perSecond.toFixed(0)}/s with ${clients}`).join(', ');
  report.say(`${name}: ${ours.toFixed(0)}/s; pgbench ${theirs}`);
  report.add(`peer_${name}`, best, '/s');
  report.add(`ratio_${name}`, ours / best, 'x', goal);
  return turns.find(({ clients }) => clients === 1)?.result ?? null;
}

const CALM_PER_SECOND = 500;
const BUSY_PER_SECOND = 2_000;
const BUSY_CLIENTS = 32;

async function compareLatency({ buyers, groups, report, seconds }: Contest, oneClient: PgbenchResult | null): Promise<void> {
  const calm = await buyers.buy({ group: groups.spread, pace: { kind: 'open', perSecond: CALM_PER_SECOND }, seconds });
  report.add('p50_ms_500', percentile(calm, 0.5), 'ms');
  if (oneClient === null) return;
  report.add('peer_p50_ms', percentile(oneClient, 0.5), 'ms');
  report.add('latency_ratio', percentile(calm, 0.5) / percentile(oneClient, 0.5), 'x', { is: 'at most', value: 6 });
}

async function compareTail({ buyers, peer, groups, report, seconds }: Contest, name: 'hot' | 'spread'): Promise<void> {
  const group = groups[name];
  const ours = percentile(await buyers.buy({ group, pace: { kind: 'open', perSecond: BUSY_PER_SECOND }, seconds }), 0.99);
  report.add(`p99_ms_${name}`, ours, 'ms', { is: 'at most', value: 25 });
  if (peer === null) return;
  const result = await peer.run({ group, clients: BUSY_CLIENTS, seconds, rate: BUSY_PER_SECOND });
  const theirs = percentile(result, 0.99);
  report.say(
    `${name} at ${BUSY_PER_SECOND}/s: p99 ${ours.toFixed(1)} ms; pgbench ${theirs.toFixed(1)} ms, ${result.perSecond.toFixed(0)}/s`,
  );
  report.add(`p99_ratio_${name}`, ours / theirs, 'x', { is: 'at most', value: 4 });
}
