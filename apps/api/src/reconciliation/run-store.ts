import type pg from 'pg';
import type { Clock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { LastRun, Pass, Window } from './passes.ts';
import type { SettledDay } from './settlement.ts';

export type Run = { readonly id: string; readonly pass: Pass } & Window;

/** What a slice came to. */
export type SliceResult = { readonly compared: number; readonly found: number; readonly settled: readonly SettledDay[] };

/** A worker that was killed leaves its lease; after so long another goes on. It is renewed with each page. */
const LEASE_MS = 600_000;

/** Has the comparison to itself, or not: `false` while another worker compares. Asked again, it stays whose it is. */
export async function takeLease(gateway: pg.Pool, clock: Clock, holder: string): Promise<boolean> {
  const now = clock.now();
  const { rowCount } = await gateway.query(
    `UPDATE reconciliation_lease SET holder = $1, until = $2 WHERE holder = $1 OR holder IS NULL OR until < $3`,
    [holder, new Date(now.getTime() + LEASE_MS), now],
  );
  return rowCount === 1;
}

export async function leaveLease(gateway: pg.Pool, holder: string): Promise<void> {
  await gateway.query(`UPDATE reconciliation_lease SET holder = NULL, until = NULL WHERE holder = $1`, [holder]);
}

type RunRow = { id: string; from_at: Date; to_at: Date; reached_at: Date; started_at: Date; finished_at: Date | null };

/** The newest run of a pass. */
export async function lastRun(gateway: pg.Pool, pass: Pass): Promise<(LastRun & { readonly id: string }) | null> {
  const { rows } = await gateway.query<RunRow>(
    `SELECT id, from_at, to_at, reached_at, started_at, finished_at FROM reconciliation_runs WHERE pass = $1 ORDER BY id DESC LIMIT 1`,
    [pass],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    id: row.id,
    fromMs: row.from_at.getTime(),
    toMs: row.to_at.getTime(),
    reachedMs: row.reached_at.getTime(),
    startedMs: row.started_at.getTime(),
    finished: row.finished_at !== null,
  };
}

export async function beginRun(gateway: pg.Pool, clock: Clock, pass: Pass, { fromMs, toMs }: Window): Promise<Run> {
  const id = uuidv7(clock);
  await gateway.query(
    `INSERT INTO reconciliation_runs (id, pass, from_at, to_at, reached_at, started_at) VALUES ($1, $2, $3, $4, $3, $5)`,
    [id, pass, new Date(fromMs), new Date(toMs), clock.now()],
  );
  return { id, pass, fromMs, toMs };
}

export async function finishRun(gateway: pg.Pool, clock: Clock, { id }: Run): Promise<void> {
  await gateway.query(`UPDATE reconciliation_runs SET finished_at = $2 WHERE id = $1`, [id, clock.now()]);
}

/** A slice is done: from here a broken run goes on. What was settled is added once, with the step itself. */
export async function advanceRun(gateway: pg.Pool, clock: Clock, run: Run, reachedMs: number, result: SliceResult): Promise<void> {
  const { compared, found, settled } = result;
  const days = {
    companies: settled.map(({ companyId }) => companyId),
    days: settled.map(({ day }) => day),
    currencies: settled.map(({ currency }) => currency),
    messages: settled.map(({ messages }) => messages),
    theirs: settled.map(({ theirs }) => theirs.toString()),
    ours: settled.map(({ ours }) => ours.toString()),
  };
  await gateway.query(ADVANCE, [run.id, new Date(reachedMs), compared, found, clock.now(), ...Object.values(days)]);
}

/** A day's figures begin anew with each run. */
const ADVANCE = `
WITH step AS (
  UPDATE reconciliation_runs SET reached_at = $2, compared = compared + $3, found = found + $4 WHERE id = $1
)
INSERT INTO settlement_days AS d (company_id, settled_on, currency, messages, theirs_minor, ours_minor, run_id, compared_at)
SELECT company_id, settled_on, currency, messages, theirs, ours, $1, $5::timestamptz
  FROM unnest($6::uuid[], $7::date[], $8::text[], $9::int[], $10::bigint[], $11::bigint[]) AS s (company_id, settled_on, currency, messages, theirs, ours)
ON CONFLICT (company_id, settled_on, currency) DO UPDATE SET
  messages = excluded.messages + CASE WHEN d.run_id = excluded.run_id THEN d.messages ELSE 0 END,
  theirs_minor = excluded.theirs_minor + CASE WHEN d.run_id = excluded.run_id THEN d.theirs_minor ELSE 0 END,
  ours_minor = excluded.ours_minor + CASE WHEN d.run_id = excluded.run_id THEN d.ours_minor ELSE 0 END,
  run_id = excluded.run_id, compared_at = excluded.compared_at`;
