import type { EntityManager } from 'typeorm';

/** The sums of a company while they may be drawn from. */
export type Rollup = {
  /** Of its local days, the company's own. */
  readonly timeZone: string;
  /** Purchases that have changed since they were summed, or are new: what they are now is put beside the sums. */
  readonly unfolded: readonly string[];
};

/** With more to put beside them the sums are no help. */
const MOST_UNFOLDED = 20_000;

type Row = { time_zone: string; next: string; head: string; queued: string[] };

/** Of the company that the transaction is for. Null while its sums are not made, are of another zone, or are far behind. */
export async function readRollup(manager: EntityManager): Promise<Rollup | null> {
  const [row] = await manager.query<Row[]>(
    `SELECT m.time_zone, m.next_feed_number AS next, g.next_feed_number AS head,
            ARRAY(SELECT transaction_id FROM spend_fold_queue WHERE company_id = app_company() AND folded_at IS NULL LIMIT ${MOST_UNFOLDED}) AS queued
       FROM spend_rollup_marks m JOIN companies c ON c.id = m.company_id JOIN company_gates g ON g.company_id = m.company_id
      WHERE m.company_id = app_company() AND m.state = 'READY' AND m.time_zone = c.time_zone`,
  );
  if (row === undefined || Number(row.head) - Number(row.next) + row.queued.length >= MOST_UNFOLDED) return null;
  const told = row.head === row.next ? [] : await toldFrom(manager, row.next);
  return { timeZone: row.time_zone, unfolded: [...new Set([...told, ...row.queued])] };
}

async function toldFrom(manager: EntityManager, number: string): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT transaction_id AS id FROM feed_events WHERE company_id = app_company() AND number >= $1 AND transaction_id IS NOT NULL ORDER BY number`,
    [number],
  );
  return rows.map(({ id }) => id);
}
