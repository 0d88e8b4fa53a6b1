export type BatchesOptions<T> = {
  readonly maxBatch: number;
  /** Handles its own failures. */
  readonly run: (batch: readonly T[]) => Promise<void>;
};

/** One batch at a time: what is added while one is in flight is the next. */
export class Batches<T> {
  #queue: T[] = [];
  #running: Promise<void> | null = null;

  constructor(readonly options: BatchesOptions<T>) {}

  add(item: T): void {
    this.#queue.push(item);
    // After the events of this turn: requests that came together are decided together.
    this.#running ??= new Promise((resolve, reject) => setImmediate(() => void this.#drain().then(resolve, reject)));
  }

  /** Resolves when nothing waits and nothing is in flight. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        const batch = this.#queue.length <= this.options.maxBatch ? this.#queue : this.#queue.slice(0, this.options.maxBatch);
        this.#queue = batch === this.#queue ? [] : this.#queue.slice(batch.length);
        await this.options.run(batch);
      }
    } finally {
      this.#running = null;
    }
  }
}
