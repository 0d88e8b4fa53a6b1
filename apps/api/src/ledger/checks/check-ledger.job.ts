import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Clock } from '../../platform/clock.ts';
import { enqueueOn, type Job } from '../../platform/jobs.ts';
import type { Log } from '../../platform/log.ts';
import { beginAnew } from '../rollups/spend-rollups.ts';
import type { LedgerCheckResult } from './accounts-check.ts';
import { checkCounters, checkRecent, checkWhole, inSnapshot, type MethodTable } from './check-ledger.ts';
import { advanceMarks, isTouched, keepResults, keepRun, type Mark, markCounted, marksOf, replaceMarks } from './check-store.ts';

export type CheckLedgerDeps = {
  readonly gateway: pg.Pool;
  readonly clock: Clock;
  readonly log: Log;
  readonly methods: MethodTable;
};

/** Enqueued when a check breaks: who runs the installation is told. */
export const TELL_BROKEN_BOOKS = 'ledger.tellBroken';

/** The continuous checks of the books: every few minutes of what has changed, every night of everything. */
export function checkLedgerJobs(deps: CheckLedgerDeps): Job<unknown>[] {
  const checker = new LedgerChecker(deps);
  return [
    { name: 'ledger.check', cron: '*/5 * * * *', atStart: true, alone: true, run: (_, stopping) => checker.recent(stopping) },
    { name: 'ledger.checkWhole', cron: '20 2 * * *', run: (_, stopping) => checker.whole(stopping) },
  ];
}

/** The rows of a company lie all over its tables: the more companies at once, the fewer times everything is read. */
const COMPANIES_AT_ONCE = 200;
/** Of what is new the rows are found one by one: a short while for each look. */
const COMPANIES_OF_RECENT = 25;
const FOLDS_OF_RECENT = 250;
const FOLDS_OF_WHOLE = 5_000;
/** What a run of the recent may work at what is slow; what is left waits for the next one. */
const COUNTING_MS = 30_000;
const WHOLE_OF_RECENT_MS = 60_000;
const RECENT_TIMEOUT_MS = 60_000;
const WHOLE_TIMEOUT_MS = 30 * 60_000;

class LedgerChecker {
  constructor(private readonly deps: CheckLedgerDeps) {}

  /**
   * Every company's balances, and whatever else has changed since the last look. A company that looks wrong, or did the last time, or
   * was never looked at, is looked at whole: only that result is kept and told. A run that is stopped leaves the rest to the next one.
   */
  async recent(stopping: AbortSignal): Promise<void> {
    const { clock } = this.deps;
    const startedAt = clock.now();
    const suspected = new Set<string>();
    const toCount: Mark[] = [];
    let companies = 0;
    for await (const companyIds of this.#companies(COMPANIES_OF_RECENT)) {
      if (stopping.aborted) return;
      companies += companyIds.length;
      const found = await unhurried(stopping, () => this.#recentOf(companyIds));
      for (const id of found.suspected) suspected.add(id);
      toCount.push(...found.toCount);
    }
    for (const id of await this.#count(toCount, stopping)) suspected.add(id);
    await withinBudget({ ms: WHOLE_OF_RECENT_MS, stopping }, [...suspected], (id) => this.#wholeOf([id]));
    if (stopping.aborted) return;
    await keepRun(this.deps.gateway, 'RECENT', { startedAt, finishedAt: clock.now(), companies });
  }

  async whole(stopping: AbortSignal): Promise<void> {
    const { gateway, clock } = this.deps;
    const startedAt = clock.now();
    let companies = 0;
    for await (const companyIds of this.#companies(COMPANIES_AT_ONCE)) {
      // Not told of as done: it is tried again when somebody runs.
      stopping.throwIfAborted();
      companies += companyIds.length;
      await this.#wholeOf(companyIds);
    }
    await keepRun(gateway, 'WHOLE', { startedAt, finishedAt: clock.now(), companies });
  }

  async *#companies(atOnce: number): AsyncGenerator<string[]> {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const { rows } = await this.deps.gateway.query<{ id: string }>(`SELECT id FROM companies WHERE id > $1 ORDER BY id LIMIT ${atOnce}`, [
        after,
      ]);
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.map(({ id }) => id);
      after = last.id;
    }
  }

  async #recentOf(companyIds: readonly string[]): Promise<{ suspected: string[]; toCount: Mark[] }> {
    const { gateway, clock, methods } = this.deps;
    const at = clock.now();
    const { marks, checked } = await inSnapshot(gateway, RECENT_TIMEOUT_MS, async (client) => {
      const all = await marksOf(client, companyIds);
      const looked = all.filter(({ seen, isBroken }) => seen !== null && !isBroken).map(({ companyId }) => companyId);
      return {
        marks: all,
        checked: await checkRecent(client, { now: at, companyIds: looked, methods, foldsAtMost: FOLDS_OF_RECENT }),
      };
    });
    const wrong = new Set(checked.results.filter(isOff).map(({ companyId }) => companyId));
    const suspected = marks.filter((mark) => mark.seen === null || mark.isBroken || wrong.has(mark.companyId));
    const right = marks.filter((mark) => !suspected.includes(mark));
    const touched = right.filter(isTouched);
    const ids = new Set(touched.map(({ companyId }) => companyId));
    await keepResults(
      gateway,
      checked.results.filter(({ companyId }) => ids.has(companyId)),
      { at, isWhole: false },
    );
    const sealed = checked.sealed.filter(({ companyId }) => ids.has(companyId));
    if (touched.length > 0) await advanceMarks(gateway, touched, { at, sealedBefore: checked.sealedBefore, sealed });
    return {
      suspected: suspected.map(({ companyId }) => companyId),
      toCount: right.filter((mark) => isTouched(mark) || mark.seen?.toCount === true),
    };
  }

  /** Those whose last count is longest ago first. @returns companies whose counters are off */
  async #count(marks: readonly Mark[], stopping: AbortSignal): Promise<string[]> {
    const { gateway, clock } = this.deps;
    const wrong: string[] = [];
    const inOrder = [...marks].sort((left, right) => Number(left.seen?.countedAt ?? 0) - Number(right.seen?.countedAt ?? 0));
    await withinBudget({ ms: COUNTING_MS, stopping }, inOrder, async ({ companyId }) => {
      const at = clock.now();
      const results = await inSnapshot(gateway, WHOLE_TIMEOUT_MS, (client) => checkCounters(client, at, [companyId]));
      if (results.some(isOff)) return void wrong.push(companyId);
      await keepResults(gateway, results, { at, isWhole: false });
      await markCounted(gateway, companyId, at);
    });
    return wrong;
  }

  async #wholeOf(companyIds: readonly string[]): Promise<void> {
    const { gateway, clock, methods, log } = this.deps;
    const at = clock.now();
    const { marks, checked } = await inSnapshot(gateway, WHOLE_TIMEOUT_MS, async (client) => ({
      marks: await marksOf(client, companyIds),
      checked: await checkWhole(client, { now: at, companyIds, methods, foldsAtMost: FOLDS_OF_WHOLE }),
    }));
    for (const { differenceMinor, ...check } of checked.results.filter(isOff))
      log.error({ check, differenceMinor: differenceMinor.toString() }, 'a ledger check is broken');
    const broken = await keepResults(gateway, checked.results, { at, isWhole: true });
    await replaceMarks(gateway, marks, { at, ...checked });
    // Sums follow from purchases alone: they are made again at once, and reports are right from now on.
    const wrongSums = checked.results.filter((result) => result.code === 'ROLLUPS_EQUAL_RECOUNT' && isOff(result));
    await beginAnew(
      gateway,
      wrongSums.map(({ companyId }) => companyId),
    );
    if (broken.length > 0) await enqueueOn(gateway, TELL_BROKEN_BOOKS, {}, { key: 'books' });
  }
}

function isOff({ differenceMinor }: LedgerCheckResult): boolean {
  return differenceMinor !== 0n;
}

type Budget = { readonly ms: number; readonly stopping: AbortSignal };

/** One after the other, unhurried, until so much was worked or the process is about to end. */
async function withinBudget<T>({ ms, stopping }: Budget, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let worked = 0;
  for (const item of items) {
    if (stopping.aborted) return;
    await unhurried(stopping, async () => {
      const began = performance.now();
      await work(item);
      worked += performance.now() - began;
    });
    if (worked > ms) return;
  }
}

/** For each moment of work two of rest: decisions and what Marqeta tells of need the processors more than what can wait for minutes. */
const REST = 2;
const LONGEST_REST_MS = 2_000;

async function unhurried<T>(stopping: AbortSignal, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  const restMs = Math.min(REST * (performance.now() - began), LONGEST_REST_MS);
  await sleep(restMs, undefined, { signal: stopping }).catch(() => undefined);
  return result;
}
