import type { EmulatorClock } from './clock.ts';
import type { Store } from './store.ts';

export interface Task {
  readonly id: number;
  /** When it was due by the emulator's clock; what it does happens as of then. */
  readonly at: number;
  readonly kind: string;
  /** Tasks of one subject run one after the other. */
  readonly subject: string;
  readonly body: unknown;
}

type Handler = (task: Task) => void | Promise<void>;

interface Row {
  id: number;
  at: number;
  kind: string;
  subject: string;
  body: string;
}

const BATCH = 64;
const CONCURRENCY = 16;
/** Tasks so close together may run at the same time, when they are of different subjects. */
const WINDOW_MS = 3_600_000;
const LONGEST_NAP_MS = 1_000;

/**
 * What will happen by the emulator's clock: holds expire, purchases clear. When the clock moves on, everything that fell due happens in
 * order, each as of its own time. A task is taken off the list when it starts, so that a stop in its middle never makes it happen twice.
 */
export class Scheduler {
  readonly #store: Store;
  readonly #clock: EmulatorClock;
  readonly #handlers = new Map<string, Handler>();
  readonly #onError: (error: unknown, task: Task) => void;
  #running: Promise<number> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(store: Store, clock: EmulatorClock, onError: (error: unknown, task: Task) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#onError = onError;
  }

  handle(kind: string, handler: Handler): void {
    this.#handlers.set(kind, handler);
  }

  add(at: number, kind: string, subject: string, body: unknown): void {
    this.#store.run(
      'INSERT INTO schedule (at, kind, subject, body) VALUES (?, ?, ?, ?)',
      Math.round(at),
      kind,
      subject,
      JSON.stringify(body),
    );
    if (this.#running === null) this.wake();
  }

  cancel(kind: string, subject: string): void {
    this.#store.run('DELETE FROM schedule WHERE subject = ? AND kind = ?', subject, kind);
  }

  /** Tasks that are due, and all that are planned. */
  counts(): { due: number; planned: number } {
    const row = this.#store.get<{ due: number; planned: number }>(
      'SELECT coalesce(sum(at <= ?), 0) AS due, count(*) AS planned FROM schedule',
      Math.round(this.#clock.now()),
    );
    return { due: row?.due ?? 0, planned: row?.planned ?? 0 };
  }

  /** Runs all that is due now, and says how many it were. A call while another runs waits for it and then looks again. */
  async catchUp(): Promise<number> {
    while (this.#running !== null) await this.#running;
    this.#running = this.#drain();
    try {
      return await this.#running;
    } finally {
      this.#running = null;
      this.wake();
    }
  }

  /** Sets the timer for the next task; to be called when the clock changed. */
  wake(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#stopped || this.#clock.speed === 0) return;
    const next = this.#store.get<{ at: number | null }>('SELECT min(at) AS at FROM schedule')?.at;
    if (next === null || next === undefined) return;
    const nap = Math.max(0, (next - this.#clock.now()) / this.#clock.speed);
    this.#timer = setTimeout(() => void this.#wakeUp(), Math.min(nap, LONGEST_NAP_MS));
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#running !== null) await this.#running;
  }

  async #wakeUp(): Promise<void> {
    if (this.#stopped) return;
    await this.catchUp();
  }

  async #drain(): Promise<number> {
    let ran = 0;
    while (!this.#stopped) {
      const batch = this.#nextBatch();
      if (batch.length === 0) return ran;
      await this.#runBatch(batch);
      ran += batch.length;
    }
    return ran;
  }

  /** Of each subject only its first task: what that makes may be due before the subject's next. */
  #nextBatch(): Task[] {
    const rows = this.#store.all<Row>('SELECT * FROM schedule WHERE at <= ? ORDER BY at, id LIMIT ?', Math.round(this.#clock.now()), BATCH);
    const soon = (rows[0]?.at ?? 0) + WINDOW_MS;
    const firsts = new Map<string, Row>();
    for (const row of rows) if (row.at <= soon && !firsts.has(row.subject)) firsts.set(row.subject, row);
    return [...firsts.values()].map((row) => ({ ...row, body: JSON.parse(row.body) as unknown }));
  }

  async #runBatch(tasks: readonly Task[]): Promise<void> {
    const queue = [...tasks];
    const worker = async (): Promise<void> => {
      for (let task = queue.shift(); task !== undefined; task = queue.shift()) await this.#run(task);
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, queue.length) }, worker));
  }

  async #run(task: Task): Promise<void> {
    this.#store.run('DELETE FROM schedule WHERE id = ?', task.id);
    const handler = this.#handlers.get(task.kind);
    if (handler === undefined) return this.#onError(new Error(`No handler for ${task.kind}`), task);
    try {
      await handler(task);
    } catch (error) {
      this.#onError(error, task);
    }
  }
}
