import { setTimeout as sleep } from 'node:timers/promises';
import { MERCHANTS } from '@afc/marqeta/emulator';
import type { SoakEmulator } from '../soak/soak-emulator.ts';
import { drawPurchase, type SoakCard } from '../soak/soak-plan.ts';

/** What the one who buys was told. */
export type Told = { readonly token: string; readonly approved: boolean; readonly at: number };

const MERCHANT_KEYS = MERCHANTS.filter(({ acceptor }) => acceptor.country_code === 'USA').map(({ key }) => key);
const BUYERS = 8;
const MOST_PAUSE_MS = 120;
/** Of the purchases, how many have a story; what is asked in the others alone is known to be a hold that stays. */
const STORIES = 0.25;

/** Buys on and on, as Marqeta would, and keeps every answer. */
export class FaultLoad {
  #told: Told[] = [];
  /** Of purchases with a story; what came of them is asked of the emulator. */
  #bought: string[] = [];
  #paused = true;
  #buying: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly emulator: SoakEmulator,
    private readonly cards: readonly SoakCard[],
    private readonly random: () => number,
  ) {}

  start(): void {
    this.#paused = false;
    this.#buying = Promise.all(Array.from({ length: BUYERS }, () => this.#buyOn()));
  }

  /** Resolves when nobody waits for an answer. @returns what was told since the last pause, and the tokens of all that was bought since */
  async pause(): Promise<{ readonly told: readonly Told[]; readonly tokens: readonly string[] }> {
    this.#paused = true;
    await this.#buying;
    const [told, bought] = [this.#told, this.#bought];
    [this.#told, this.#bought] = [[], []];
    return { told, tokens: [...told.map(({ token }) => token), ...bought] };
  }

  /** How long after this moment somebody was told yes; null when nobody was, in that time. */
  async firstYesAfter(moment: number, withinMs: number): Promise<number | null> {
    for (;;) {
      const first = this.#told.find(({ approved, at }) => approved && at > moment);
      if (first !== undefined) return first.at - moment;
      if (performance.now() > moment + withinMs) return null;
      await sleep(10);
    }
  }

  async #buyOn(): Promise<void> {
    while (!this.#paused) {
      const purchase = drawPurchase(this.random, this.cards, MERCHANT_KEYS);
      if (this.random() < STORIES) this.#bought.push(...(await this.emulator.buy([purchase])));
      else this.#told.push({ ...(await this.emulator.hold(purchase)), at: performance.now() });
      await sleep(this.random() * MOST_PAUSE_MS);
    }
  }
}
