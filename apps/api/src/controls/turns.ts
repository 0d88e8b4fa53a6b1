type Waiting = { readonly who: string; readonly begin: () => void };

/** So many at once over all, and one for each of whom it is for; the others wait, in the order in which they came, and not for long. */
export class Turns {
  readonly #busy = new Set<string>();
  #waiting: readonly Waiting[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly patienceMs: number,
    private readonly refused: () => Error,
  ) {}

  /** Runs `work` when it is its turn. @throws what `refused` makes, when that takes too long; then nothing of it has run */
  async take<T>(who: string, work: () => Promise<T>): Promise<T> {
    await this.#turnOf(who);
    try {
      return await work();
    } finally {
      this.#busy.delete(who);
      this.#call();
    }
  }

  #turnOf(who: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        reject(this.refused());
      }, this.patienceMs);
      const begin = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const waiting = { who, begin };
      this.#waiting = [...this.#waiting, waiting];
      this.#call();
    });
  }

  /** Whoever may begin does: one who has to wait for their own company holds up nobody behind them. */
  #call(): void {
    for (const next of this.#waiting) {
      if (this.#busy.size >= this.atOnce) return;
      if (this.#busy.has(next.who)) continue;
      this.#busy.add(next.who);
      this.#waiting = this.#waiting.filter((one) => one !== next);
      next.begin();
    }
  }
}
