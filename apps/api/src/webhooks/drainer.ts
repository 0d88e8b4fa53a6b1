import type { Log } from '../platform/log.ts';
import { type DrainDeps, drainShard } from './drain.ts';

/** Shards drained at once: connections and gates are for decisions first. */
const AT_ONCE = 2;
/** After a failure a shard is looked at again, later each time. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;

/** Drains shards in this process, each by one run at a time. What is told of a shard while it is drained makes it look again. */
export class Drainer {
  readonly #running = new Map<number, Promise<void>>();
  readonly #again = new Set<number>();
  readonly #turns: (() => void)[] = [];
  readonly #retries = new Map<number, NodeJS.Timeout>();
  #active = 0;
  #stopped = false;

  constructor(readonly deps: DrainDeps & { readonly log: Log }) {}

  /** At once, without waiting for it. What fails is tried again by itself; the job that sweeps is the net for a process that ended. */
  wake(shards: Iterable<number>): void {
    for (const shard of shards) if (!this.#retries.has(shard)) this.#begin(shard, FIRST_PAUSE_MS);
  }

  #begin(shard: number, pauseMs: number): void {
    this.drain(shard).catch((error: unknown) => {
      // Whoever was told of the shard while it was drained hears of the same failure.
      if (this.#stopped || this.#retries.has(shard)) return;
      this.deps.log.warn({ err: error, shard, pauseMs }, 'the inbox is drained later');
      const again = (): void => {
        this.#retries.delete(shard);
        this.#begin(shard, Math.min(pauseMs * 2, LONGEST_PAUSE_MS));
      };
      this.#retries.set(shard, setTimeout(again, pauseMs));
    });
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
    this.#stopped = true;
    for (const timer of this.#retries.values()) clearTimeout(timer);
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
