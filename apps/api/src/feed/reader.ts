import type { Database } from '../platform/database.ts';
import { CompanyFeed } from './company-feed.ts';
import type { FeedExecution, FeedQuestion } from './execution.ts';
import type { FeedHints } from './publisher.ts';
import type { Following, Receiver } from './receiver.ts';
import { FeedRows } from './rows.ts';
import { Slots } from './slots.ts';

const SWEEP_MS = 1_000;
const CATCHING_UP_AT_ONCE = 4;

/**
 * The feeds of all companies that somebody follows in this process. What is new is read once for all of a company's
 * followers; a hint says when to look, and a sweep every second makes good the hints that were lost.
 */
export class FeedReader {
  readonly #rows: FeedRows;
  readonly #catchingUp = new Slots(CATCHING_UP_AT_ONCE);
  readonly #companies = new Map<string, CompanyFeed>();
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly database: Database,
    private readonly execution: FeedExecution,
    hints: FeedHints,
  ) {
    this.#rows = new FeedRows(database);
    hints.listen((companyId, number) => this.#companies.get(companyId)?.hear(number));
  }

  start(): void {
    this.#timer ??= setTimeout(() => void this.#sweep(), SWEEP_MS);
  }

  /** Resolves when nothing of it uses the database any more. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    await Promise.all([...this.#companies.values()].map((company) => company.stop()));
  }

  /** Followers in this process who have begun. */
  get followers(): number {
    return [...this.#companies.values()].reduce((sum, company) => sum + company.followers, 0);
  }

  /**
   * First what was missed since the subscription's position, then what happens.
   * @throws FeedCursorError when the position is not of this feed, or too long ago
   */
  follow(question: FeedQuestion, receiver: Receiver): Promise<Following> {
    return this.#feedOf(question.viewer.companyId).follow(question, receiver);
  }

  #feedOf(companyId: string): CompanyFeed {
    const known = this.#companies.get(companyId);
    if (known !== undefined) return known;
    const made = new CompanyFeed(companyId, {
      rows: this.#rows,
      execution: this.execution,
      catchingUp: this.#catchingUp,
      log: this.database.log,
      whenEmpty: () => this.#companies.delete(companyId),
    });
    this.#companies.set(companyId, made);
    return made;
  }

  async #sweep(): Promise<void> {
    try {
      for (const [companyId, number] of await this.#rows.heads([...this.#companies.keys()])) this.#companies.get(companyId)?.hear(number);
    } catch (error) {
      this.database.log.warn({ err: error }, 'feed: cannot look how far the companies are');
    }
    if (this.#timer !== null) this.#timer = setTimeout(() => void this.#sweep(), SWEEP_MS);
  }
}
