import type { EntityManager } from 'typeorm';
import type { Database } from '../platform/database.ts';

/** A company's rows as they stood at one moment, for as long as it is open: it holds a connection. */
export type Snapshot = {
  readonly manager: EntityManager;
  readonly companyId: string;
  /** That the gate gave next. */
  readonly feedNumber: string;
  /** The last row that stood in `spend_fold_queue`. */
  readonly queueId: string;
  close(): Promise<void>;
};

export async function openSnapshot(database: Database, companyId: string): Promise<Snapshot> {
  const runner = database.api.createQueryRunner();
  try {
    await runner.connect();
    await runner.startTransaction('REPEATABLE READ');
    await runner.query(`SET TRANSACTION READ ONLY`);
    await runner.query(`SELECT set_config('app.company_id', $1, true)`, [companyId]);
    const [mark] = (await runner.query(
      `SELECT g.next_feed_number AS "feedNumber", (SELECT coalesce(max(q.id), 0) FROM spend_fold_queue q WHERE q.company_id = $1) AS "queueId"
         FROM company_gates g WHERE g.company_id = $1`,
      [companyId],
    )) as Pick<Snapshot, 'feedNumber' | 'queueId'>[];
    if (mark === undefined) throw new Error(`company ${companyId} has no gate`);
    return { ...mark, companyId, manager: runner.manager, close: () => end() };
  } catch (error) {
    await end().catch(() => undefined);
    throw error;
  }

  async function end(): Promise<void> {
    try {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
    } finally {
      await runner.release();
    }
  }
}

/** The purchases that have changed since a snapshot in what counts, as `manager` sees it. */
export async function changedSince(manager: EntityManager, { companyId, feedNumber, queueId }: Snapshot): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    `SELECT transaction_id AS id FROM feed_events WHERE company_id = $1 AND number >= $2 AND transaction_id IS NOT NULL
     UNION SELECT transaction_id FROM spend_fold_queue WHERE company_id = $1 AND id > $3`,
    [companyId, feedNumber, queueId],
  );
  return rows.map(({ id }) => id);
}
