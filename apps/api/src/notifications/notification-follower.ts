import type { FeedHints } from '../feed/publisher.ts';
import type { Log } from '../platform/log.ts';
import type { NotificationWriter } from './notification-writer.ts';

const EVERY_MS = 500;
/** How many rounds until companies are looked for whose hint was lost. */
const SWEEP_EVERY = 60;

/** Keeps the notifications of all companies near their feeds: what many events say in half a second is done at once. */
export class NotificationFollower {
  readonly #behind = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #rounds = 0;

  constructor(
    private readonly writer: NotificationWriter,
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
      if (this.#rounds % SWEEP_EVERY === 0) for (const companyId of await this.writer.backlog()) this.#behind.add(companyId);
      this.#rounds += 1;
      for (const companyId of [...this.#behind]) {
        this.#behind.delete(companyId);
        await this.writer.catchUp(companyId);
      }
    } catch (error) {
      // The sweep finds again what was left.
      this.log.warn({ err: error }, 'notifications: not written, trying again');
    }
  }
}
