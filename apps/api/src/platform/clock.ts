/** The only source of "now". Ids, windows, tokens and jobs take it from here, so that the demo and the tests can move time. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is told otherwise. */
export class ManualClock implements Clock {
  #ms: number;

  constructor(start: Date) {
    this.#ms = start.getTime();
  }

  now(): Date {
    return new Date(this.#ms);
  }

  set(to: Date): void {
    this.#ms = to.getTime();
  }

  advance(ms: number): void {
    this.#ms += ms;
  }
}
