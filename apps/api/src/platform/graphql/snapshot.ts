import type pg from 'pg';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { inOneWrite } from '../database.ts';
import { isUuid } from '../ids.ts';

/**
 * A read of one company's rows in one snapshot, opened when it is first asked for. Whoever makes one closes it: it holds a
 * connection. Without a company no tenant row is seen.
 */
export class Snapshot {
  readonly #source: DataSource;
  readonly #companyId: string | null;
  #opening: Promise<Opened> | null = null;
  #closed = false;

  constructor(source: DataSource, companyId: string | null) {
    this.#source = source;
    this.#companyId = companyId;
  }

  async read(): Promise<EntityManager> {
    if (this.#closed) throw new Error('the snapshot of this request is closed');
    this.#opening ??= this.#open();
    return (await this.#opening).runner.manager;
  }

  get isOpen(): boolean {
    return this.#opening !== null;
  }

  /** One statement in a snapshot of its own. Its beginning, the statement and its end are one message: one way there and back for all. */
  async once<Row>(statement: pg.QueryConfig): Promise<Row[]> {
    if (this.#closed) throw new Error('the snapshot of this request is closed');
    const runner = this.#source.createQueryRunner('master');
    try {
      const client = (await runner.connect()) as pg.PoolClient;
      this.#source.logger.logQuery(statement.text, statement.values, runner);
      const ask = () => [client.query(begin(this.#companyId)), client.query(statement), client.query('COMMIT')] as const;
      const sent = inOneWrite(client, ask);
      // The connection is others' again only when all is over.
      await Promise.allSettled(sent);
      await sent[0];
      return (await sent[1]).rows as Row[];
    } finally {
      await runner.release();
    }
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

  async #open(): Promise<Opened> {
    const runner = this.#source.createQueryRunner('master');
    try {
      const client = (await runner.connect()) as pg.PoolClient;
      this.#source.logger.logQuery(begin(this.#companyId), [], runner);
      const began = inOneWrite(client, () => client.query(begin(this.#companyId)));
      // Who reads is told by what they read, which fails with it, and whoever closes the snapshot by itself.
      began.catch(() => undefined);
      return { runner, client, began };
    } catch (error) {
      await runner.release();
      throw error;
    }
  }
}

/** Its beginning is on its way: what is asked next need not wait for it. */
type Opened = { readonly runner: QueryRunner; readonly client: pg.PoolClient; readonly began: Promise<unknown> };

async function release(opening: Promise<Opened>): Promise<void> {
  const [outcome] = await Promise.allSettled([opening]);
  // What failed to open has released itself, and its reader was told.
  if (outcome.status === 'rejected') return;
  const { runner, client, began } = outcome.value;
  try {
    // Even where it did not begin as it should: others get the connection without a transaction.
    const ended = [began, client.query('COMMIT')];
    await Promise.allSettled(ended);
    await Promise.all(ended);
  } finally {
    await runner.release();
  }
}

/** One message: without parameters several statements travel together. */
function begin(companyId: string | null): string {
  if (companyId !== null && !isUuid(companyId)) throw new Error('a company id is a UUID');
  return `START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL app.company_id = '${companyId ?? ''}'`;
}
