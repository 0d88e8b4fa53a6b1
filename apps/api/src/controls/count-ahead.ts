import type { EntityManager } from 'typeorm';
import type { Database } from '../platform/database.ts';
import { DomainError } from '../platform/errors.ts';
import { read, type Tx } from '../platform/transact.ts';
import type { WindowLimit } from './compile.ts';
import { counterId } from './counter.ts';
import { type CountedAhead, type CountedBefore, countIn, madeAround, type WindowLimits, windowsAround } from './recount.ts';
import { RecountBusyError, RecountTooLongError } from './recount.errors.ts';
import { changedSince, openSnapshot, type Snapshot } from './snapshot.ts';
import { Turns } from './turns.ts';
import type { LocalWindow } from './windows.ts';

/** So many purchases are counted under the gate in no time. */
const FEW = 20_000;
/** So many changed purchases are looked up under the gate in no time. */
const FEW_CHANGED = 500;
const CATCH_UPS = 4;
const SLICE_MS = 7 * 86_400_000;
const WITHIN_MS = 60_000;
/** Each keeps up to three of the connections that requests share while it counts. */
const AT_ONCE = 2;
/** Somebody looks at a form meanwhile, and gets no sign of life. */
const PATIENCE_MS = 15_000;

export type ToCount = WindowLimits & { readonly nowMs: number };
/** What a command is about to count, as far as it can be told before the gate is taken. */
export type WhatToCount = (manager: EntityManager) => Promise<ToCount | null>;

/**
 * Counts limits of many purchases before their company's gate is taken, so that none of its purchases waits for it. It counts in a snapshot and
 * keeps that open. Under the gate, where nothing changes any more, the purchases that have changed since are taken off as the snapshot has them
 * and added as they are: exact, whatever happened meanwhile, and the cost is that of the changes. Which these are is told by the feed, and of
 * what the feed does not tell by `spend_fold_queue`, as for the sums of reports (`ledger/rollups`).
 * One for the process: how many count at once is bounded over all companies, and in each one counts at a time.
 */
export class CountAhead {
  readonly #turns: Turns;

  constructor(
    private readonly database: Database,
    private readonly few: number = FEW,
    patienceMs: number = PATIENCE_MS,
  ) {
    this.#turns = new Turns(AT_ONCE, patienceMs, () => new RecountBusyError());
  }

  /** Runs a command with what could be counted before it. @throws RecountTooLongError, RecountBusyError */
  async before<T>(companyId: string, what: WhatToCount, command: (ahead?: CountedAhead) => Promise<T>): Promise<T> {
    if (!(await this.#isMuch(companyId, what))) return command();
    return this.#turns.take(companyId, () => this.#counting(companyId, what, command));
  }

  #isMuch(companyId: string, what: WhatToCount): Promise<boolean> {
    return read(this.database, companyId, async (manager) => {
      const planned = await planOf(what, manager);
      if (planned === null) return false;
      const from = planned.limits.map((limit) => madeAround(windowsAround(limit, planned.calendar, planned.nowMs)).fromMs);
      const rows = await manager.query<unknown[]>(
        `SELECT 1 FROM transactions WHERE company_id = $1 AND transacted_at >= $2 ORDER BY transacted_at OFFSET $3 LIMIT 1`,
        [companyId, new Date(Math.min(...from)), this.few],
      );
      return rows.length > 0;
    });
  }

  async #counting<T>(companyId: string, what: WhatToCount, command: (ahead?: CountedAhead) => Promise<T>): Promise<T> {
    const givesUpAt = performance.now() + WITHIN_MS;
    const inTime = (): void => {
      if (performance.now() >= givesUpAt) throw new RecountTooLongError();
    };
    let snapshot = await openSnapshot(this.database, companyId);
    try {
      const planned = await planOf(what, snapshot.manager);
      if (planned === null) return await command();
      const counts = await countWhole(snapshot.manager, planned, inTime);
      for (let left = CATCH_UPS, changed = Infinity; left > 0 && changed > FEW_CHANGED; left -= 1) {
        inTime();
        const next = await openSnapshot(this.database, companyId);
        const earlier = snapshot;
        snapshot = next;
        try {
          changed = await catchUp(counts, earlier, next);
        } finally {
          await earlier.close();
        }
      }
      return await command(new SinceSnapshot(snapshot, counts));
    } finally {
      await snapshot.close();
    }
  }
}

/**
 * Those of the limits that may count many purchases; null where there are none. What is refused is refused again by the command itself,
 * which knows whether it was done before.
 */
async function planOf(what: WhatToCount, manager: EntityManager): Promise<ToCount | null> {
  try {
    const planned = await what(manager);
    const limits = planned?.limits.filter(({ key }) => key.scope !== 'CARD') ?? [];
    return planned === null || limits.length === 0 ? null : { ...planned, limits };
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

/** What a limit counts in windows that lie one after the other. */
type Count = {
  readonly companyId: string;
  readonly limit: WindowLimit;
  readonly windows: readonly LocalWindow[];
  amounts: readonly bigint[];
};

/** In slices of time, since a statement has its own. */
async function countWhole(manager: EntityManager, { companyId, calendar, limits, nowMs }: ToCount, inTime: () => void): Promise<Count[]> {
  const [row] = await manager.query<{ first: Date | null; last: Date | null }[]>(
    `SELECT min(transacted_at) AS first, max(transacted_at) AS last FROM transactions WHERE company_id = $1`,
    [companyId],
  );
  const [firstMs, lastMs] = [row?.first?.getTime() ?? 0, row?.last?.getTime() ?? -1];
  const counts: Count[] = [];
  for (const limit of limits) {
    const windows = windowsAround(limit, calendar, nowMs);
    const { fromMs, beforeMs } = madeAround(windows);
    let amounts: readonly bigint[] = windows.map(() => 0n);
    for (let slice = Math.max(fromMs, firstMs); slice < Math.min(beforeMs, lastMs + 1); slice += SLICE_MS) {
      inTime();
      const among = { fromMs: slice, beforeMs: Math.min(slice + SLICE_MS, beforeMs) };
      amounts = plus(amounts, await countIn(manager, companyId, limit, windows, among));
    }
    counts.push({ companyId, limit, windows, amounts });
  }
  return counts;
}

/** Makes counts of a snapshot those of a later one. @returns how many purchases have changed in between */
async function catchUp(counts: readonly Count[], earlier: Snapshot, later: Snapshot): Promise<number> {
  const ids = await changedSince(later.manager, earlier);
  for (const count of counts) {
    const { companyId, limit, windows, amounts } = count;
    const among = { ...madeAround(windows), ids };
    const was = await countIn(earlier.manager, companyId, limit, windows, among);
    count.amounts = plus(minus(amounts, was), await countIn(later.manager, companyId, limit, windows, among));
  }
  return ids.length;
}

class SinceSnapshot implements CountedAhead {
  /** By transaction: under the gate nothing changes any more, so each asks once. One that PostgreSQL has run again takes it anew. */
  readonly #changed = new WeakMap<Tx, Promise<string[]>>();

  constructor(
    private readonly snapshot: Snapshot,
    private readonly counts: readonly Count[],
  ) {}

  async counted(tx: Tx, { companyId }: WindowLimits, limit: WindowLimit, windows: readonly LocalWindow[]): Promise<CountedBefore | null> {
    const name = nameOf(limit, windows);
    const count = this.counts.find((one) => nameOf(one.limit, one.windows) === name);
    // Midnight has passed, or somebody was quicker and the limit is another one.
    if (count === undefined) return null;
    const asking = this.#changed.get(tx) ?? changedSince(tx, this.snapshot);
    this.#changed.set(tx, asking);
    const changed = await asking;
    const was = await countIn(this.snapshot.manager, companyId, limit, windows, { ...madeAround(windows), ids: changed });
    return { amounts: minus(count.amounts, was), changed };
  }
}

function nameOf({ key }: WindowLimit, windows: readonly LocalWindow[]): string {
  return windows.map(({ startsOn }) => counterId(key, startsOn)).join(' ');
}

function plus(one: readonly bigint[], other: readonly bigint[]): bigint[] {
  return one.map((minor, at) => minor + (other[at] ?? 0n));
}

function minus(one: readonly bigint[], other: readonly bigint[]): bigint[] {
  return one.map((minor, at) => minor - (other[at] ?? 0n));
}
