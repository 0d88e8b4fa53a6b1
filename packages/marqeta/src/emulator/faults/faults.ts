import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EmulatorClock } from '../core/clock.ts';
import type { Store } from '../core/store.ts';
import { choose, type Fault, type Occasion, type Standing } from './fault.ts';

interface Row {
  body: string;
  seen: number;
  struck: number;
}

/** The faults that are on, kept across restarts, and the work that they leave running in the background. */
export class Faults {
  readonly #store: Store;
  readonly #clock: EmulatorClock;
  readonly #seed: string;
  readonly #stopping = new AbortController();
  readonly #aside = new Set<Promise<void>>();
  #standing: readonly Standing[];

  constructor(store: Store, clock: EmulatorClock, seed: string | null) {
    this.#store = store;
    this.#clock = clock;
    this.#seed = seed ?? randomUUID();
    this.#standing = store
      .all<Row>('SELECT body, seen, struck FROM faults ORDER BY seq')
      .map(({ body, seen, struck }) => ({ fault: JSON.parse(body) as Fault, seen, struck }));
  }

  /** In the order of their creation. */
  list(): readonly Standing[] {
    return this.#standing;
  }

  find(token: string): Standing | null {
    return this.#standing.find(({ fault }) => fault.token === token) ?? null;
  }

  add(fault: Fault): Standing {
    const standing = { fault, seen: 0, struck: 0 };
    this.#store.run('INSERT INTO faults (token, body, seen, struck) VALUES (?, ?, 0, 0)', fault.token, JSON.stringify(fault));
    this.#standing = [...this.#standing, standing];
    return standing;
  }

  remove(token: string): void {
    this.#store.run('DELETE FROM faults WHERE token = ?', token);
    this.#standing = this.#standing.filter(({ fault }) => fault.token !== token);
  }

  /** All of them; after a reset the table is empty already. */
  clear(): void {
    this.#store.run('DELETE FROM faults');
    this.#standing = [];
  }

  /** Whether one strikes here and now. */
  strike(occasion: Occasion): Fault | null {
    if (this.#standing.length === 0) return null;
    const { strikes, changed } = choose(this.#standing, occasion, this.#clock.now(), (token, seen) => this.#draw(token, seen));
    for (const { fault, seen, struck } of changed) {
      this.#store.run('UPDATE faults SET seen = ?, struck = ? WHERE token = ?', seen, struck, fault.token);
    }
    const now = new Map(changed.map((one) => [one.fault.token, one]));
    this.#standing = this.#standing.map((one) => now.get(one.fault.token) ?? one);
    return strikes;
  }

  /** Waits, in the world's time. @returns false when the emulator stops meanwhile */
  async rest(ms: number): Promise<boolean> {
    if (this.#stopping.signal.aborted) return false;
    await sleep(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    return !this.#stopping.signal.aborted;
  }

  /** Work that nobody waits for, such as a copy that follows its original. */
  aside(work: Promise<void>): void {
    const running = work.finally(() => this.#aside.delete(running));
    this.#aside.add(running);
  }

  /** Resolves when nothing runs aside any more. */
  async settled(): Promise<void> {
    while (this.#aside.size > 0) await Promise.all(this.#aside);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settled();
  }

  #draw(token: string, seen: number): number {
    return createHash('sha1').update(`${this.#seed}:${token}:${seen}`).digest().readUInt32BE(0) / 2 ** 32;
  }
}
