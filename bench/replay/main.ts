/** Decisions of the past replayed under a changed control, over 90 days of one company's history. */
import { systemClock } from '@afc/api/dist/src/platform/clock.js';
import { type Database, openDatabase } from '@afc/api/dist/src/platform/database.js';
import { Snapshot } from '@afc/api/dist/src/platform/graphql/snapshot.js';
import { createLog } from '@afc/api/dist/src/platform/log.js';
import { proposalOf } from '@afc/api/dist/src/replay/proposal.js';
import { runReplay } from '@afc/api/dist/src/replay/run-replay.js';
import { Tally } from '@afc/api/dist/src/replay/tally.js';
import { type BenchCluster, type BenchDatabase, startCluster } from '../lib/cluster.ts';
import { readOptions } from '../lib/options.ts';
import { Report } from '../lib/report.ts';
import { seedHistory } from './history.ts';

const options = readOptions(process.argv.slice(2));
const report = new Report('replay', options);
/** As many as one question may ask for. */
const decisions = options.quick ? 5_000 : 200_000;
const DAY_MS = 86_400_000;
const BOUNDS = { decisions: 200_000, ms: 600_000 };

const cluster = await startCluster();
try {
  await run(cluster);
} finally {
  await cluster.stop();
}
report.print();

async function run(on: BenchCluster): Promise<void> {
  report.say(`seeding ${decisions} decisions of 90 days`);
  const { database, companyId, spentMinor } = await seedHistory(on, decisions);
  const api = await open(database);
  try {
    const monthly = { window: 'MONTH', amountMinor: (spentMinor / 4n).toString(), currency: 'USD' };
    const tried = {
      decisions_per_s: { controlType: 'AMOUNT_LIMIT', config: monthly },
      decisions_per_s_rolling: { controlType: 'AMOUNT_LIMIT', config: { ...monthly, window: 'ROLLING', days: 30 } },
      decisions_per_s_categories: { controlType: 'MCC_BLOCK', config: { mccs: ['7995', '5541'] } },
    } as const;
    for (let round = 0; round <= options.rounds; round += 1) {
      report.say(round === 0 ? 'warming up' : `round ${round} of ${options.rounds}`);
      for (const [figure, wish] of Object.entries(tried)) {
        const { perSecond, flips, peakMb } = await replay(api, companyId, wish);
        report.say(`${figure}: ${perSecond.toFixed(0)}/s, ${flips} flips`);
        if (round === 0) continue;
        report.add(figure, perSecond, '1/s', { is: 'at least', value: 20_000 });
        report.add('peak_heap_mb', peakMb, 'MB');
      }
    }
  } finally {
    await api.close();
  }
}

function open({ urls }: BenchDatabase): Promise<Database> {
  return openDatabase({ urls, entities: [], clock: systemClock, publisher: { companyAt: () => undefined }, log: createLog('warn') });
}

type Wish = { readonly controlType: 'AMOUNT_LIMIT' | 'MCC_BLOCK'; readonly config: object };

/** A new control of the whole company, tried on all of its history. */
async function replay(
  { api }: Database,
  companyId: string,
  { controlType, config }: Wish,
): Promise<{ perSecond: number; flips: number; peakMb: number }> {
  const snapshot = new Snapshot(api, companyId);
  try {
    const manager = await snapshot.read();
    const untilMs = Date.now();
    const period = { companyId, fromMs: untilMs - 91 * DAY_MS, untilMs };
    const identity = { companyId, id: '018f0000-0000-7000-8000-000000000001', scope: 'COMPANY', subjectId: null } as const;
    const state = { isActive: true, mode: 'ENFORCE', version: 1, updatedAt: new Date() } as const;
    const began = performance.now();
    const proposal = await proposalOf(manager, period, {
      before: null,
      after: { ...identity, ...state, controlType, config: config as never },
    });
    const tally = new Tally(() => true);
    let peak = 0;
    const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage().heapUsed)), 20);
    const { decisions: replayed } = await runReplay(manager, { period, proposal, bounds: BOUNDS }, tally).finally(() =>
      clearInterval(watching),
    );
    if (replayed !== decisions) throw new Error(`${replayed} of ${decisions} decisions were replayed`);
    const { declined } = tally.result();
    return { perSecond: replayed / ((performance.now() - began) / 1000), flips: declined.count, peakMb: peak / 1e6 };
  } finally {
    await snapshot.close();
  }
}
