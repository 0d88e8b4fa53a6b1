import { LEDGER_CHECKS, type LedgerCheckCode } from '@afc/words';
import type pg from 'pg';
import { Gauge, type Registry } from 'prom-client';
import type { RunKind } from './check-store.ts';

/** What the checks of the books last found, in counts. */
export type LedgerReading = {
  readonly broken: ReadonlyMap<string, number>;
  readonly runs: readonly { readonly kind: RunKind; readonly startedAt: Date; readonly finishedAt: Date }[];
  /** Since when counters wait to be counted again; null when none do. */
  readonly uncountedSince: Date | null;
};

export async function readLedgerChecks(gateway: pg.Pool): Promise<LedgerReading> {
  const [broken, runs, waiting] = await Promise.all([
    gateway.query<{ code: string; broken: string }>(`SELECT code, broken FROM broken_ledger_checks()`),
    gateway.query<{ kind: RunKind; startedAt: Date; finishedAt: Date }>(
      `SELECT kind, started_at AS "startedAt", finished_at AS "finishedAt" FROM ledger_check_runs`,
    ),
    gateway.query<{ since: Date | null }>(`SELECT min(counted_at) AS since FROM ledger_check_marks WHERE to_count`),
  ]);
  return {
    broken: new Map(broken.rows.map(({ code, broken: count }) => [code, Number(count)])),
    runs: runs.rows,
    uncountedSince: waiting.rows[0]?.since ?? null,
  };
}

/** The figures of the checks, for Prometheus (docs/runbooks/broken-books.md says what to do when one is off). */
export function meterLedger(
  registry: Registry,
  read: () => Promise<LedgerReading>,
  now: () => Date,
  onFailure: (error: unknown) => void,
): void {
  let reading: Promise<LedgerReading | null> | null = null;
  // One question for all of them, which are collected at the same time.
  const readOnce = (): Promise<LedgerReading | null> => {
    reading ??= read()
      .catch((error: unknown) => {
        onFailure(error);
        return null;
      })
      .finally(() => {
        reading = null;
      });
    return reading;
  };
  const gauge = <Label extends string>(
    name: string,
    help: string,
    label: Label,
    values: (found: LedgerReading) => [string, number][],
  ): void => {
    const one: Gauge<Label> = new Gauge<Label>({
      ...{ name, help, labelNames: [label], registers: [registry] },
      async collect() {
        one.reset();
        const found = await readOnce();
        for (const [value, count] of found === null ? [] : values(found)) one.set({ [label]: value } as Record<Label, string>, count);
      },
    });
  };
  const secondsSince = (moment: Date): number => Math.max(0, now().getTime() - moment.getTime()) / 1_000;
  gauge('ledger_check_broken', 'For how many companies and currencies a check of the books does not hold.', 'check', ({ broken }) =>
    LEDGER_CHECKS.map((code) => [code, broken.get(code) ?? 0]),
  );
  gauge('ledger_check_age_seconds', 'Since when a check of the books has not looked at what is new.', 'check', (found) =>
    LEDGER_CHECKS.flatMap((code): [string, number][] => {
      const since = lastLookOf(code, found);
      return since === null ? [] : [[code, secondsSince(since)]];
    }),
  );
  gauge(
    'ledger_check_run_age_seconds',
    'Since the end of the last run of the checks: of what is new, or of everything.',
    'kind',
    ({ runs }) => runs.map(({ kind, finishedAt }) => [kind, secondsSince(finishedAt)]),
  );
  gauge('ledger_check_run_seconds', 'How long the last run of the checks took.', 'kind', ({ runs }) =>
    runs.map(({ kind, startedAt, finishedAt }) => [kind, (finishedAt.getTime() - startedAt.getTime()) / 1_000]),
  );
}

function lastLookOf(code: LedgerCheckCode, { runs, uncountedSince }: LedgerReading): Date | null {
  const last = runs.map(({ startedAt }) => startedAt).sort((left, right) => right.getTime() - left.getTime())[0] ?? null;
  return code === 'COUNTERS_EQUAL_RECOUNT' && uncountedSince !== null && last !== null && uncountedSince < last ? uncountedSince : last;
}
