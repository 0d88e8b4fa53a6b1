import type { EntityManager } from 'typeorm';
import { FORGET_AFTER_MS, type Failures } from './slow-down.ts';

type Runs = Pick<EntityManager, 'query'>;

/** Wrong tries at whatever a hash names: from one source, and from everywhere. */
export async function failuresOf(
  runs: Runs,
  hash: Buffer,
  source: string,
): Promise<{ readonly here: Failures | null; readonly everywhere: Failures | null }> {
  const rows = await runs.query<{ source: string; failures: number; last_at: Date }[]>('SELECT * FROM auth_failures($1, $2)', [
    hash,
    source,
  ]);
  const of = (name: string): Failures | null => {
    const row = rows.find((found) => found.source === name);
    return row === undefined ? null : { failures: row.failures, lastAt: row.last_at };
  };
  return { here: of(source), everywhere: of('*') };
}

export async function countFailure(runs: Runs, hash: Buffer, source: string, now: Date): Promise<void> {
  await runs.query('SELECT auth_count_failure($1, $2, $3, $4)', [hash, source, now, `${FORGET_AFTER_MS} milliseconds`]);
}

/** A right try from one source says nothing about the others. */
export async function forgetFailures(runs: Runs, hash: Buffer, source: string): Promise<void> {
  await runs.query('SELECT auth_forget_failures($1, $2)', [hash, source]);
}
