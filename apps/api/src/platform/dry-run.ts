import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { DomainError } from './errors.ts';

/** What follows a dry run in one request would stand in its transaction. */
export class DryRunAloneError extends DomainError {
  override readonly name = 'DryRunAloneError';
  readonly kind = 'invalid';
  readonly code = 'DRY_RUN_ALONE';
  override readonly field = 'dryRun';
  constructor() {
    super('A dry run is the last mutation of its request. Send what follows it in a request of its own.');
  }
}

/** The answer is read while the company's purchases wait at its gate. */
const ANSWER_WITHIN_MS = 1_000;

/**
 * A command that is tried and not done. Its transaction stays open for the answer to be read in it, and is then rolled back with all that
 * the command wrote: rows, jobs, its idempotency key. Whoever makes one ends it: it holds a connection, and the company's gate.
 */
export class DryRun {
  readonly #source: DataSource;
  #runner: QueryRunner | null = null;

  constructor(source: DataSource) {
    this.#source = source;
  }

  /** What the command has made of the company's rows; null before it ran, and after it was refused. */
  get manager(): EntityManager | null {
    return this.#runner?.manager ?? null;
  }

  /** Runs the one transaction of a command. What it throws leaves nothing open. */
  async within<T>(run: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.#runner !== null) throw new Error('a command that is tried has one transaction');
    const { manager } = await this.#begin();
    try {
      const value = await run(manager);
      await manager.query(`SET LOCAL statement_timeout = ${ANSWER_WITHIN_MS}`);
      return value;
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  /** Takes everything back. */
  async end(): Promise<void> {
    const runner = this.#runner;
    this.#runner = null;
    if (runner === null) return;
    try {
      await runner.rollbackTransaction();
    } finally {
      await runner.release();
    }
  }

  async #begin(): Promise<QueryRunner> {
    const runner = this.#source.createQueryRunner('master');
    try {
      await runner.connect();
      await runner.startTransaction();
    } catch (error) {
      await runner.release();
      throw error;
    }
    this.#runner = runner;
    return runner;
  }
}
