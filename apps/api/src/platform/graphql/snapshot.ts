import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { isUuid } from '../ids.ts';

/**
 * A read of one company's rows in one snapshot, opened when it is first asked for. Whoever makes one closes it: it holds a
 * connection. Without a company no tenant row is seen.
 */
export class Snapshot {
  readonly #source: DataSource;
  readonly #companyId: string | null;
  #opening: Promise<QueryRunner> | null = null;
  #closed = false;

  constructor(source: DataSource, companyId: string | null) {
    this.#source = source;
    this.#companyId = companyId;
  }

  async read(): Promise<EntityManager> {
    if (this.#closed) throw new Error('the snapshot of this request is closed');
    this.#opening ??= this.#open();
    return (await this.#opening).manager;
  }

  /** Gives the connection back; the next `read` opens another snapshot. */
  async letGo(): Promise<void> {
    const opening = this.#opening;
    this.#opening = null;
    if (opening !== null) await release(opening);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.letGo();
  }

  async #open(): Promise<QueryRunner> {
    const runner = this.#source.createQueryRunner('master');
    try {
      await runner.connect();
      await runner.query(begin(this.#companyId));
    } catch (error) {
      await runner.release();
      throw error;
    }
    return runner;
  }
}

/** One round trip: without parameters several statements travel together. */
function begin(companyId: string | null): string {
  if (companyId !== null && !isUuid(companyId)) throw new Error('a company id is a UUID');
  return `START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL app.company_id = '${companyId ?? ''}'`;
}

async function release(opening: Promise<QueryRunner>): Promise<void> {
  const [outcome] = await Promise.allSettled([opening]);
  // What failed to open has released itself, and its reader was told.
  if (outcome.status === 'rejected') return;
  const runner = outcome.value;
  try {
    await runner.query('COMMIT');
  } finally {
    await runner.release();
  }
}
