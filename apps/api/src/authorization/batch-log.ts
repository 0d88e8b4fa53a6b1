import type pg from 'pg';
import type { Log } from '../platform/log.ts';
import { unnest } from './unnest.ts';

/** What a batch of decisions took after it was decided: known only when its record is committed. */
export type BatchTimes = {
  readonly id: string;
  readonly size: number;
  /** Writing all of it, and COMMIT. */
  readonly recordUs: number;
  readonly committedMs: number;
  /** When the answers were given to the network. */
  readonly answeredMs: number;
};

const BATCHES = unnest<BatchTimes>([
  ['id', 'uuid', (row) => row.id],
  ['size', 'bigint', (row) => row.size],
  ['record_us', 'bigint', (row) => row.recordUs],
  ['committed_at', 'timestamptz', (row) => row.committedMs],
  ['answered_at', 'timestamptz', (row) => row.answeredMs],
]);

const FLUSH_MS = 1_000;
/** More than this waiting, while the database is away, is let go: the decisions themselves are recorded. */
const MOST = 10_000;

/** Keeps the times of batches, once a second and apart from the decisions, which do not wait for it. */
export class BatchLog {
  #waiting: BatchTimes[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(
    readonly gateway: pg.Pool,
    readonly log: Log,
  ) {
    this.#timer = setInterval(() => void this.flush(), FLUSH_MS);
    this.#timer.unref();
  }

  add(times: BatchTimes): void {
    if (this.#waiting.length < MOST) this.#waiting.push(times);
  }

  /** Never rejects: times that could not be kept are only missing where they are shown. */
  async flush(): Promise<void> {
    const batches = this.#waiting;
    if (batches.length === 0) return;
    this.#waiting = [];
    try {
      await this.gateway.query({
        name: 'keep-batches',
        text: `INSERT INTO decision_batches (${BATCHES.names}) ${BATCHES.select(1)}`,
        values: BATCHES.parameters(batches),
      });
    } catch (error) {
      this.log.warn({ err: error, batches: batches.length }, 'times of decisions could not be kept');
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
