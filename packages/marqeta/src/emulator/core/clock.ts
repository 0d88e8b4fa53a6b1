/** Where time comes from: the machine, or a test. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** How the emulator's time relates to the clock below it. Kept across restarts. */
export type ClockState =
  | { readonly mode: 'real' }
  | { readonly mode: 'frozen'; readonly at: number }
  | { readonly mode: 'moved'; readonly at: number; readonly since: number; readonly speed: number };

export interface ClockChange {
  readonly now?: number;
  readonly frozen?: boolean;
  readonly speed?: number;
}

/** The emulator's own time: it can stand still, be moved, and run faster. */
export class EmulatorClock implements Clock {
  readonly #base: Clock;
  #state: ClockState;

  constructor(base: Clock, state: ClockState = { mode: 'real' }) {
    this.#base = base;
    this.#state = state;
  }

  get state(): ClockState {
    return this.#state;
  }

  now(): number {
    return timeAt(this.#state, this.#base.now());
  }

  /** The clock below, for what happens in the world: deadlines, the log of exchanges. */
  real(): number {
    return this.#base.now();
  }

  /** Seconds that pass here while one passes below; 0 while frozen. */
  get speed(): number {
    return this.#state.mode === 'frozen' ? 0 : this.#state.mode === 'moved' ? this.#state.speed : 1;
  }

  change(change: ClockChange): ClockState {
    this.#state = changed(this.#state, change, this.#base.now());
    return this.#state;
  }

  reset(): ClockState {
    this.#state = { mode: 'real' };
    return this.#state;
  }
}

function timeAt(state: ClockState, real: number): number {
  if (state.mode === 'real') return real;
  if (state.mode === 'frozen') return state.at;
  return state.at + (real - state.since) * state.speed;
}

function changed(state: ClockState, change: ClockChange, real: number): ClockState {
  const at = change.now ?? timeAt(state, real);
  const frozen = change.frozen ?? (change.speed === undefined && state.mode === 'frozen');
  if (frozen) return { mode: 'frozen', at };
  return { mode: 'moved', at, since: real, speed: change.speed ?? (state.mode === 'moved' ? state.speed : 1) };
}

/** `2026-03-02T09:15:04Z`, as most of Marqeta's times are written (wire-format §1.6). */
export function wireTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** With milliseconds: `2026-03-02T09:15:04.112Z`. */
export function wireTimestamp(ms: number): string {
  return new Date(ms).toISOString();
}

/** The day, as money dates are written: `2026-03-02T00:00:00Z`. */
export function wireDate(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 10)}T00:00:00Z`;
}

export const DAY_MS = 86_400_000;
