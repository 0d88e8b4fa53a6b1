import type pg from 'pg';
import type { EntityManager } from 'typeorm';
import { withConnection } from '../platform/database.ts';
import type { Entry } from './list-file.ts';

/** The row of `sanctions_list`. */
export type ListState = { readonly version: string | null; readonly problem: string | null };

const PATIENCE_MS = 5_000;
const AT_ONCE = 2_000;

export async function listState(gateway: pg.Pool): Promise<ListState> {
  const { rows } = await gateway.query<ListState>(`SELECT version, problem FROM sanctions_list`);
  return rows[0] ?? { version: null, problem: null };
}

export async function entriesOf(gateway: pg.Pool): Promise<Entry[]> {
  const { rows } = await gateway.query<Entry>(
    `SELECT id, name, aliases, birth_date AS "birthDate", country, list FROM sanctions_entries ORDER BY id`,
  );
  return rows;
}

/** The list is this one from now on, whole. */
export function replaceList(gateway: pg.Pool, version: string, entries: readonly Entry[], now: Date): Promise<void> {
  return withConnection(gateway, PATIENCE_MS, async (client) => {
    await client.query('BEGIN');
    try {
      await client.query(`SELECT 1 FROM sanctions_list FOR UPDATE`);
      await client.query(`DELETE FROM sanctions_entries`);
      for (let from = 0; from < entries.length; from += AT_ONCE) await insertEntries(client, entries.slice(from, from + AT_ONCE));
      await client.query(`UPDATE sanctions_list SET version = $1, entries = $2, loaded_at = $3, problem = NULL, problem_since = NULL`, [
        version,
        entries.length,
        now,
      ]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  });
}

async function insertEntries(client: pg.PoolClient, entries: readonly Entry[]): Promise<void> {
  await client.query(
    `INSERT INTO sanctions_entries (id, name, aliases, birth_date, country, list)
     SELECT id, name, aliases, "birthDate", country, list
       FROM jsonb_to_recordset($1::jsonb) AS e (id text, name text, aliases text[], "birthDate" text, country text, list text)`,
    [JSON.stringify(entries)],
  );
}

/** What is wrong with the file, or null when nothing is: the last good list stays either way. */
export async function noteProblem(gateway: pg.Pool, problem: string | null, now: Date): Promise<void> {
  await gateway.query(
    `UPDATE sanctions_list SET problem = $1, problem_since = CASE WHEN $1::text IS NULL THEN NULL ELSE coalesce(problem_since, $2) END`,
    [problem, now],
  );
}

/** How the list does, for who runs the installation. */
export type SanctionsHealth = {
  readonly version: string | null;
  readonly entries: number;
  readonly loadedAt: Date | null;
  readonly problem: string | null;
  readonly problemSince: Date | null;
  readonly openHits: number;
};

/** Null while there was neither a list nor a try to read one. */
export async function healthOfList(manager: EntityManager): Promise<SanctionsHealth | null> {
  const [row] = await manager.query<SanctionsHealth[]>(
    `SELECT version, entries, loaded_at AS "loadedAt", problem, problem_since AS "problemSince", open_hits::int AS "openHits" FROM sanctions_health()`,
  );
  return row === undefined || (row.version === null && row.problem === null) ? null : row;
}
