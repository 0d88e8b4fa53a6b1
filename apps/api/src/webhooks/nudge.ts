import type { Log } from '../platform/log.ts';

export type NudgeDeps = { readonly enqueue: (shard: number) => Promise<void>; readonly log: Log };

/** The job that applies what waits in a shard. */
export const DRAIN = 'inbox.drain';

const PAUSE_MS = 50;

/** Tells the worker that a shard has something, a few times a second at most, and always once after the last message. */
export class Nudge {
  readonly #waiting = new Set<number>();
  #timer: NodeJS.Timeout | null = null;
  #sending: Promise<void> = Promise.resolve();

  constructor(readonly deps: NudgeDeps) {}

  nudge(shards: Iterable<number>): void {
    for (const shard of shards) this.#waiting.add(shard);
    this.#timer ??= setTimeout(() => this.#send(), PAUSE_MS);
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#send();
    await this.#sending;
  }

  #send(): void {
    this.#timer = null;
    const shards = [...this.#waiting];
    this.#waiting.clear();
    this.#sending = Promise.all(shards.map((shard) => this.deps.enqueue(shard))).then(
      () => undefined,
      (error: unknown) => this.deps.log.error({ err: error, shards }, 'the worker was not told of new messages: its sweep will find them'),
    );
  }
}
