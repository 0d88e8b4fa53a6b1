import type { EmulatorClock } from '../core/clock.ts';
import type { Waiting } from './waiting.ts';

interface Resting {
  readonly webhook: string;
  readonly message: readonly Waiting[];
  /** By the emulator's clock. */
  readonly due: number;
}

/** The clock may be changed while nobody tells. */
const LONGEST_NAP_MS = 1_000;

/** Messages that failed and wait for their next attempt, by the emulator's clock: moved on, it brings them all at once. */
export class Repeats {
  readonly #clock: EmulatorClock;
  readonly #send: (webhook: string, message: readonly Waiting[]) => void;
  #resting: Resting[] = [];
  /** When the first of them is due. */
  #next = Infinity;
  #timer: NodeJS.Timeout | null = null;

  constructor(clock: EmulatorClock, send: (webhook: string, message: readonly Waiting[]) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  add(webhook: string, message: readonly Waiting[], due: number): void {
    this.#resting.push({ webhook, message, due });
    if (due < this.#next) this.#wakeFor(due);
  }

  /** Sends those whose time has come, the longest due first, and says how many it were. */
  release(): number {
    const now = this.#clock.now();
    const due = this.#resting.filter((one) => one.due <= now).sort((one, other) => one.due - other.due);
    this.#resting = this.#resting.filter((one) => one.due > now);
    this.#wakeFor(this.#resting.reduce((first, one) => Math.min(first, one.due), Infinity));
    for (const { webhook, message, due: since } of due) {
      for (const waiting of message) waiting.lagMs = now - since;
      this.#send(webhook, message);
    }
    return due.length;
  }

  clear(): void {
    this.#resting = [];
    this.#wakeFor(Infinity);
  }

  #wakeFor(next: number): void {
    this.#next = next;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (!Number.isFinite(next) || this.#clock.speed === 0) return;
    const nap = Math.max(0, (next - this.#clock.now()) / this.#clock.speed);
    this.#timer = setTimeout(() => this.release(), Math.min(nap, LONGEST_NAP_MS));
    this.#timer.unref();
  }
}
