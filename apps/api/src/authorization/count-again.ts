import type pg from 'pg';
import { type CompiledControls, isWindowLimit } from '../controls/compile.ts';
import { lastDays, windowAt } from '../controls/windows.ts';
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
      counterMoves(controls.bindingOn(purchase), purchase.currency, { ...purchase, parts: [], status: 'DECLINED' }, purchase).filter(
        (move) => isKeptUp(move),
      ),
  };
}

/** By what a counter counts, the first day that a limit still looks at. */
function openWindows({ all, calendar }: CompiledControls, nowMs: number): Map<string, string> {
  const since = new Map<string, string>();
  for (const { key, days } of all.filter(isWindowLimit)) {
    const first = days === null ? windowAt(key.zone, key.period, nowMs, calendar) : lastDays(key.zone, days, nowMs)[0];
    const name = nameOf(key);
    const known = since.get(name);
    if (first !== undefined && (known === undefined || first.startsOn < known)) since.set(name, first.startsOn);
  }
  return since;
}

function nameOf({ scope, subjectId, filter, unit, period, zone }: Omit<CounterKey, 'startsOn'>): string {
  return [scope, subjectId, filter, unit, period, zone].join(' ');
}
