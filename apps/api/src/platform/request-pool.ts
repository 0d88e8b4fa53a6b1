import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { OverloadedError } from './errors.ts';

/** Each waits five seconds at most; who comes when so many wait already would often do so in vain. */
export const MOST_WAITING = 512;
/** What `pg` says to who has waited in vain: others hold all connections, or PostgreSQL was too busy to make another. */
const IN_VAIN: ReadonlySet<string> = new Set([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
]);

/** The part of TypeORM's driver that every transaction gets its connection from. */
type Driver = { readonly master: pg.Pool; obtainMasterConnection(): Promise<unknown> };

/** The queue for the connections that requests share: bounded in time for each of them, and in number where a request is let in. */
export class RequestPool {
  readonly #pool: pg.Pool;

  /** @param source initialized; from now on whoever waits in vain in it is told OVERLOADED */
  constructor(source: DataSource) {
    const driver = source.driver as unknown as Driver;
    this.#pool = driver.master;
    const obtain = driver.obtainMasterConnection.bind(driver);
    driver.obtainMasterConnection = async () => {
      try {
        return await obtain();
      } catch (error) {
        throw error instanceof Error && IN_VAIN.has(error.message) ? new OverloadedError({ cause: error }) : error;
      }
    };
  }

  get waiting(): number {
    return this.#pool.waitingCount;
  }

  /** To be asked before a request is begun. @throws OverloadedError */
  assertRoom(): void {
    if (this.waiting >= MOST_WAITING) throw new OverloadedError();
  }
}
