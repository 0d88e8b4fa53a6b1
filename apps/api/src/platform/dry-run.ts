import type pg from 'pg';
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

class DryRunTooLongError extends DomainError {
  override readonly name = 'DryRunTooLongError';
  readonly kind = 'unavailable';
  readonly code = 'DRY_RUN_TOO_LONG';
  override readonly field = 'dryRun';
  constructor() {
    super(
      'A dry run has one second, since purchases of the company wait for it; this one needed more and was ended. Name fewer rows, ask for fewer fields, or try again later.',
    );
  }
}

/** In all, from when the company's gate is held: so long do its purchases wait, and less than they can. */
const HOLDS_GATE_MS = 1_000;

const running = new WeakMap<EntityManager, DryRun>();

/** Purchases wait for this transaction from now on. */
export function gateIsHeld(manager: EntityManager): void {
  running.get(manager)?.holdsGate();
}

/** Asks a statement on the connection of a manager itself: of a dry run, in its time. @throws DryRunTooLongError */
export function inItsTime<T>(manager: EntityManager, ask: () => Promise<T>): Promise<T> {
  return running.get(manager)?.bounded(ask) ?? ask();
}

/**
 * A command that is tried and not done. Its transaction stays open for the answer to be read in it, and is then rolled back with all that
 * the command wrote: rows, jobs, its idempotency key. Whoever makes one ends it: it holds a connection, and the company's gate; the gate
 * it gives back by itself when its time is over, and nothing is read in it from then on.
 */
export class DryRun {
  readonly #source: DataSource;
  #runner: QueryRunner | null = null;
  /** By the monotonic clock; never, while purchases do not wait for it. */
  #endsAtMs = Infinity;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #ending: Promise<void> = Promise.resolve();
  #connect: () => Promise<pg.ClientBase> = () => Promise.reject(new Error('there is no transaction'));

  constructor(source: DataSource) {
    this.#source = source;
  }

  /** What the command has made of the company's rows; null before it ran, and after it was refused. @throws DryRunTooLongError */
  get manager(): EntityManager | null {
    if (this.#isOver) throw new DryRunTooLongError();
    return this.#runner?.manager ?? null;
  }

  /** Runs the one transaction of a command. What it throws leaves nothing open. @throws DryRunTooLongError */
  async within<T>(run: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.manager !== null) throw new Error('a command that is tried has one transaction');
    const { manager } = await this.#begin();
    try {
      const value = await run(manager);
      this.holdsGate();
      // Not earlier: what the command writes is never written after its transaction has ended.
      this.#timer = setTimeout(() => this.#giveUp(), this.#leftMs());
      return value;
    } catch (error) {
      await this.end();
      throw error;
    }
  }

  /** From now on purchases wait for it. */
  holdsGate(): void {
    if (this.#endsAtMs === Infinity) this.#endsAtMs = performance.now() + HOLDS_GATE_MS;
  }

  /** Takes everything back. */
  end(): Promise<void> {
    const runner = this.#runner;
    if (runner === null) return this.#ending;
    clearTimeout(this.#timer);
    this.#runner = null;
    this.#endsAtMs = Infinity;
    this.#ending = this.#takeBack(runner);
    return this.#ending;
  }

  #giveUp(): void {
    this.#isOver = true;
    // Who ends it is told of what goes wrong here.
    this.end().catch(() => undefined);
  }

  #leftMs(): number {
    return Math.max(0, this.#endsAtMs - performance.now());
  }

  /** Its connection is of others when it is over. @throws DryRunTooLongError */
  #assertOpen(): void {
    if (this.#isOver || this.#leftMs() === 0) throw new DryRunTooLongError();
    if (this.#runner === null) throw new Error('the dry run has ended');
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
    this.#bind(runner);
    running.set(runner.manager, this);
    this.#runner = runner;
    return runner;
  }

  /** Whatever is asked through the runner is asked in what is left of the time. */
  #bind(runner: QueryRunner): void {
    const [query, connect] = [runner.query.bind(runner), runner.connect.bind(runner) as () => Promise<pg.ClientBase>];
    this.#connect = connect;
    const bounded = (...statement: Parameters<typeof query>): Promise<unknown> => this.bounded(() => query(...statement));
    runner.query = bounded as typeof query;
    runner.connect = async () => {
      this.#assertOpen();
      return connect();
    };
  }

  /** Asks one statement on its connection. @throws DryRunTooLongError */
  async bounded<T>(ask: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    const left = this.#leftMs();
    if (left === Infinity) return ask();
    const client = await this.#connect();
    try {
      const bound = client.query(`SET LOCAL statement_timeout = ${Math.ceil(left)}`);
      const [answer] = await Promise.all([ask(), bound]);
      return answer;
    } catch (error) {
      throw this.#isOver || this.#leftMs() === 0 ? new DryRunTooLongError() : error;
    }
  }

  async #takeBack(runner: QueryRunner): Promise<void> {
    try {
      await (await this.#connect()).query('ROLLBACK');
    } finally {
      await runner.release();
    }
  }
}
