import type { Log } from '../platform/log.ts';
import { FeedCursorError, feedNumber } from './cursor.ts';
import { type FeedExecution, type FeedQuestion, viewOfQuestion } from './execution.ts';
import { type Follower, FollowerGroup } from './group.ts';
import type { Following, Receiver } from './receiver.ts';
import type { FeedRows, FeedSnapshot } from './rows.ts';
import type { Slots } from './slots.ts';
import type { FeedSubscription } from './subscription.ts';
import { type FeedEvent, maySee } from './view.ts';

export type CompanyFeedNeeds = {
  readonly rows: FeedRows;
  readonly execution: FeedExecution;
  /** Bounds how many followers of this process catch up at once: all of them come back together after a cut. */
  readonly catchingUp: Slots;
  readonly log: Log;
  readonly whenEmpty: () => void;
};

/** A row that was read, with what each group was shown of it, for those who come back after a cut. */
type Shown = { readonly event: FeedEvent; readonly results: Map<string, Promise<Buffer | null>> };

/** What a busy company does in the seconds in which all its followers come back. */
const KEPT = 512n;
/** Who is further behind reads the screen again: that is cheaper for everybody. */
const MAX_BEHIND = 10_000n;
const ATTEMPTS = 3;

/**
 * One company's feed in this process. `#seen` is how far everybody who has caught up is. A follower joins a group in the very turn in which
 * its position is found equal to `#seen`, and each carries its own position, so that nothing is missed or repeated
 * whatever happens between.
 */
export class CompanyFeed {
  readonly #groups = new Map<string, FollowerGroup>();
  readonly #followers = new Set<Follower>();
  /** Of the last rows up to `#seen` those that somebody has read, by their numbers. */
  readonly #recent = new Map<bigint, Shown>();
  readonly #failures = new Map<string, number>();
  #seen: bigint | null = null;
  #heard = 0n;
  #beginning: Promise<bigint> | null = null;
  #pumping = false;
  #pump: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    private readonly companyId: string,
    private readonly needs: CompanyFeedNeeds,
  ) {}

  /** Those who have begun: what happens from now on, they are told. */
  get followers(): number {
    return [...this.#followers].filter(({ begun }) => begun).length;
  }

  /** The feed has come at least this far. */
  hear(number: bigint): void {
    if (number > this.#heard) this.#heard = number;
    if (this.#pumping || this.#stopped || this.#seen === null || this.#heard <= this.#seen) return;
    this.#pumping = true;
    this.#pump = this.#deliver();
  }

  /** Nothing more is delivered. Resolves when what is on its way has arrived. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#pump;
  }

  /** @throws FeedCursorError */
  async follow(question: FeedQuestion, receiver: Receiver): Promise<Following> {
    const follower: Follower = { receiver, position: 0n, begun: false, open: true };
    this.#followers.add(follower);
    const group = this.#groupOf(question);
    group.followers += 1;
    const stop = () => this.#leave(follower, group);
    try {
      follower.position = await this.#positionOf(question.subscription.after);
      follower.begun = true;
    } catch (error) {
      stop();
      throw error;
    }
    this.#catchUp(follower, group).catch((error: unknown) => {
      stop();
      receiver.broken(error);
    });
    return { stop };
  }

  #groupOf(question: FeedQuestion): FollowerGroup {
    const key = `${viewOfQuestion(question)} ${question.subscription.key}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const made = new FollowerGroup(key, question);
    this.#groups.set(key, made);
    return made;
  }

  #leave(follower: Follower, group: FollowerGroup): void {
    if (!follower.open) return;
    follower.open = false;
    group.members.delete(follower);
    group.followers -= 1;
    if (group.followers === 0) this.#groups.delete(group.key);
    this.#followers.delete(follower);
    if (this.#followers.size === 0) this.needs.whenEmpty();
  }

  async #positionOf(after: string | null): Promise<bigint> {
    const seen = await this.#begin();
    if (after === null) return seen;
    const number = feedNumber(this.companyId, after);
    if (number > seen) await this.#assertReached(number);
    if (seen - number > MAX_BEHIND)
      throw new FeedCursorError('This position is too long ago. Read the screen again, then follow from now on.');
    return number;
  }

  /** Another process may have heard before us; a number that nobody has reached is of a database that is no more. */
  async #assertReached(number: bigint): Promise<void> {
    const head = await this.#head();
    this.hear(head);
    if (number > head) throw new FeedCursorError();
  }

  async #begin(): Promise<bigint> {
    if (this.#seen !== null) return this.#seen;
    this.#beginning ??= this.#head().finally(() => {
      this.#beginning = null;
    });
    const head = await this.#beginning;
    this.#seen ??= head;
    return this.#seen;
  }

  async #head(): Promise<bigint> {
    const [head] = await this.needs.rows.heads([this.companyId]);
    if (head === undefined) throw new Error(`company ${this.companyId} has no gate`);
    return head[1];
  }

  /** Brings one follower to where the others are, and among them. */
  async #catchUp(follower: Follower, group: FollowerGroup): Promise<void> {
    while (follower.open && this.#seen !== null && follower.position < this.#seen) {
      await follower.receiver.ready();
      await this.needs.catchingUp.run(() =>
        this.needs.rows.within(this.companyId, async (snapshot) => {
          for (const shown of await this.#after(follower.position, snapshot)) {
            const result = await this.#resultFor(group, shown, snapshot);
            if (!follower.open) return;
            follower.position = shown.event.number;
            if (result !== null) follower.receiver.item(result);
          }
        }),
      );
    }
    if (follower.open) group.members.add(follower);
  }

  /** From memory when all of it is there, else from the table: after a restart all come back at once, and the first reads for the others. */
  async #after(position: bigint, snapshot: FeedSnapshot): Promise<readonly Shown[]> {
    return this.#remembered(position) ?? (await snapshot.eventsAfter(position)).map((event) => this.#remember(event));
  }

  #remembered(position: bigint): readonly Shown[] | null {
    const rows: Shown[] = [];
    for (let number = position + 1n; number <= (this.#seen ?? 0n); number += 1n) {
      const shown = this.#recent.get(number);
      if (shown === undefined) return null;
      rows.push(shown);
    }
    return rows;
  }

  async #deliver(): Promise<void> {
    try {
      let advanced = true;
      while (advanced && !this.#stopped && this.#followers.size > 0 && this.#seen !== null && this.#heard > this.#seen)
        advanced = await this.#advance(this.#seen);
    } catch (error) {
      this.needs.log.warn({ err: error, companyId: this.companyId }, 'feed: not delivered, trying again');
    } finally {
      // In the turn in which the loop has ended, so that no hint falls between.
      this.#pumping = false;
    }
  }

  /** False when there is nothing yet to read. */
  #advance(seen: bigint): Promise<boolean> {
    return this.needs.rows.within(this.companyId, async (snapshot) => {
      const events = await snapshot.eventsAfter(seen);
      for (const event of events) {
        await this.#dispatch(this.#remember(event), snapshot);
        this.#seen = event.number;
      }
      return events.length > 0;
    });
  }

  /** Until nobody is behind: somebody may join while others are being served. */
  async #dispatch(shown: Shown, snapshot: FeedSnapshot): Promise<void> {
    const { number } = shown.event;
    for (let groups = this.#behind(number); groups.length > 0; groups = this.#behind(number)) {
      await Promise.all(groups.map(async (group) => group.deliver(number, await this.#resultFor(group, shown, snapshot))));
    }
  }

  #behind(number: bigint): FollowerGroup[] {
    return [...this.#groups.values()].filter((group) => group.isBehind(number));
  }

  #remember(event: FeedEvent): Shown {
    const { number } = event;
    const known = this.#recent.get(number);
    if (known !== undefined) return known;
    const shown: Shown = { event, results: new Map() };
    if (number <= (this.#seen ?? 0n) - KEPT) return shown;
    this.#recent.set(number, shown);
    this.#recent.delete(number - KEPT);
    return shown;
  }

  /** Executed once for a group, whenever its members come; null for what its view does not see. */
  #resultFor(group: FollowerGroup, shown: Shown, snapshot: FeedSnapshot): Promise<Buffer | null> {
    const known = shown.results.get(group.key);
    if (known !== undefined) return known;
    // Nothing is kept of what is not shown: most of what happens is none of the business of most.
    if (!isShown(group.question, shown.event)) return Promise.resolve(null);
    const result = this.#run(group, shown.event, snapshot);
    shown.results.set(group.key, result);
    result.catch(() => shown.results.delete(group.key));
    return result;
  }

  /** A row that cannot be shown however often it is tried must not stop those after it. */
  async #run({ question, key }: FollowerGroup, event: FeedEvent, snapshot: FeedSnapshot): Promise<Buffer | null> {
    const attempt = `${event.id} ${key}`;
    try {
      const result = await this.needs.execution.run(question, event, snapshot);
      this.#failures.delete(attempt);
      return result;
    } catch (error) {
      const failures = (this.#failures.get(attempt) ?? 0) + 1;
      this.#failures.set(attempt, failures);
      if (failures < ATTEMPTS) throw error;
      this.needs.log.error({ err: error, companyId: this.companyId, event: event.id }, 'feed: an event cannot be shown, passing it');
      return null;
    }
  }
}

function isShown({ viewer, subscription }: FeedQuestion, event: FeedEvent): boolean {
  return isAbout(subscription, event) && maySee(viewer, event);
}

/** A card that is followed is told of as a card: what is bought with it is in the feed of all. */
function isAbout({ field, cardId }: FeedSubscription, event: FeedEvent): boolean {
  switch (field) {
    case 'spendFeed':
      return event.kind !== 'NOTIFICATION';
    case 'cardChanged':
      return event.kind !== 'TRANSACTION' && event.kind !== 'NOTIFICATION' && event.cardId === cardId;
    case 'notificationReceived':
      return event.kind === 'NOTIFICATION';
  }
}
