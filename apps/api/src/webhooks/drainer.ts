import type { Log } from '../platform/log.ts';
import { type DrainDeps, drainShard } from './drain.ts';

/** Shards drained at once: connections and gates are for decisions first. */
const AT_ONCE = 2;

/** Drains shards in this process, each by one run at a time. What is told of a shard while it is drained makes it look again. */
export class Drainer {
  readonly #running = new Map<number, Promise<void>>();
  readonly #again = new Set<number>();
  readonly #turns: (() => void)[] = [];
  #active = 0;

  constructor(readonly deps: DrainDeps & { readonly log: Log }) {}

  /** At once, without waiting for it. A failure is logged: the job of the shard is the net. */
  wake(shards: Iterable<number>): void {
    for (const shard of shards)
      this.drain(shard).catch((error: unknown) => this.deps.log.error({ err: error, shard }, 'the inbox is drained later'));
  }

  /** Resolves when everything that was stored before the call has been looked at. */
  drain(shard: number): Promise<void> {
    const running = this.#running.get(shard);
    if (running !== undefined) {
      this.#again.add(shard);
      return running;
    }
    const started = this.#run(shard);
    this.#running.set(shard, started);
    return started;
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  async #run(shard: number): Promise<void> {
    await this.#turn();
    try {
      do {
        this.#again.delete(shard);
        await drainShard(this.deps, shard);
      } while (this.#again.has(shard));
    } finally {
      // In the same turn of the event loop as the last look: whoever is told of the shard from now on starts another run.
      this.#running.delete(shard);
      // The turn is handed over; only when nobody waits is there one less.
      const next = this.#turns.shift();
      if (next === undefined) this.#active -= 1;
      else next();
    }
  }

  async #turn(): Promise<void> {
    if (this.#active >= AT_ONCE) await new Promise<void>((resolve) => this.#turns.push(resolve));
    else this.#active += 1;
  }
}
