import type { Log } from '../platform/log.ts';
import type { FeedHints } from './publisher.ts';

const EVERY_MS = 500;
/** How many rounds until companies are looked for whose hint was lost. */
const SWEEP_EVERY = 60;

/** What is made of a company's feed after it was written. It knows how far it has come, and may be repeated and interrupted. */
export type FeedConsumer = {
  /** For the log. */
  readonly name: string;
  /** Until it has come as far as the company's feed. What takes long leaves off after a while, and when the process stops. */
  catchUp(companyId: string, stopping: AbortSignal): Promise<void>;
  /** Companies that are behind, whoever forgot to say so. */
  backlog(): Promise<string[]>;
};

/** Keeps a consumer near the feeds of all companies: what many events say in half a second is done at once. */
export class FeedFollower {
  readonly #behind = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #rounds = 0;
  readonly #stopping = new AbortController();

  constructor(
    private readonly consumer: FeedConsumer,
    hints: FeedHints,
    private readonly log: Log,
  ) {
    hints.listen((companyId) => this.#behind.add(companyId));
  }

  start(): void {
    this.#timer ??= setTimeout(() => this.#next(), EVERY_MS);
  }

  /** Resolves when the round that runs is over. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  #next(): void {
    this.#running = this.#round().then(() => {
      if (this.#timer !== null) this.#timer = setTimeout(() => this.#next(), EVERY_MS);
    });
  }

  async #round(): Promise<void> {
    try {
      if (this.#rounds % SWEEP_EVERY === 0) for (const companyId of await this.consumer.backlog()) this.#behind.add(companyId);
      this.#rounds += 1;
      for (const companyId of [...this.#behind]) {
        if (this.#stopping.signal.aborted) return;
        this.#behind.delete(companyId);
        await this.consumer.catchUp(companyId, this.#stopping.signal);
      }
    } catch (error) {
      // The sweep finds again what was left.
      this.log.warn({ err: error }, `${this.consumer.name}: behind the feed, trying again`);
    }
  }
}
