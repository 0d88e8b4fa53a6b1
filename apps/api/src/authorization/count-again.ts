import type pg from 'pg';
import { type CompiledControls, isWindowLimit } from '../controls/compile.ts';
import { windowAt } from '../controls/windows.ts';
import type { CountAgain, CounterKey } from '../ledger/verify/count-again.ts';
import type { StoredPurchase } from '../ledger/stored-purchase.ts';
import { ControlsCache } from './controls-cache.ts';
import { counterMoves } from './counter-moves.ts';

/** What the counters of a company's limits should be, from its purchases alone. Only those whose window has not ended are kept up. */
export async function countAgain(client: pg.ClientBase, companyId: string, now: Date): Promise<CountAgain> {
  const cache = new ControlsCache();
  await cache.load(client, [companyId]);
  const controls = cache.get(companyId);
  if (controls === undefined) throw new Error(`company ${companyId} has no gate`);
  const openSince = openWindows(controls, now.getTime());
  const isKeptUp = (key: CounterKey): boolean => {
    const since = openSince.get(nameOf(key));
    return since !== undefined && key.startsOn >= since;
  };
  return {
    isKeptUp,
    of: (purchase: StoredPurchase) =>
      counterMoves(controls.bindingOn(purchase), purchase.currency, [], purchase.parts).filter((move) => isKeptUp(move)),
  };
}

/** By what a counter counts, the first day of the window that is open. */
function openWindows({ all }: CompiledControls, nowMs: number): Map<string, string> {
  return new Map(
    all.filter(isWindowLimit).map(({ scope, subjectId, currency: unit, window: period, zone }) => {
      const { startsOn } = windowAt(zone, period, nowMs);
      return [nameOf({ scope, subjectId, unit, period, zone, startsOn }), startsOn];
    }),
  );
}

function nameOf({ scope, subjectId, unit, period, zone }: CounterKey): string {
  return [scope, subjectId, unit, period, zone].join(' ');
}
