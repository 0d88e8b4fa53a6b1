import type { Merchant, StoryName } from '@afc/marqeta/emulator';

export type DemoPurchase = {
  readonly card_token: string;
  /** Key of the catalogue. */
  readonly merchant: string;
  /** Decimal text. */
  readonly amount: string;
  readonly currency: string;
  readonly story: StoryName;
  readonly at: string;
};

/** The control API of the emulator: not Marqeta's, and not there in production. */
export class EmulatorControl {
  readonly #origin: string;

  /** @param baseUrl of Marqeta's API: the emulator's origin with `/v3` */
  constructor(baseUrl: string) {
    this.#origin = new URL(baseUrl).origin;
  }

  /** Stands still at a moment, after everything that fell due before it has happened. */
  async freezeAt(now: Date): Promise<void> {
    await this.#send('PUT', '/control/clock', { now: now.toISOString(), frozen: true });
  }

  async realTime(): Promise<void> {
    await this.#send('PUT', '/control/clock', { real: true });
  }

  async shoppersPerMinute(): Promise<number> {
    const { per_minute: perMinute } = await this.#send<{ per_minute: number }>('GET', '/control/shoppers');
    return perMinute;
  }

  async paceShoppers(perMinute: number): Promise<void> {
    await this.#send('PUT', '/control/shoppers', { per_minute: perMinute });
  }

  /** Resolves when our gateway has answered all of them. */
  async buy(purchases: readonly DemoPurchase[]): Promise<void> {
    await this.#send('POST', '/control/purchases', purchases);
  }

  /** Plays a scenario that comes with the emulator on a card. A control may decline what it buys, as life goes. */
  async play(scenario: string, cardToken: string): Promise<void> {
    await this.#send('POST', '/control/scenarios', { name: scenario, card_token: cardToken });
  }

  /** Resolves when every webhook that was due has been delivered. */
  async quiesce(): Promise<void> {
    await this.#send('POST', '/control/quiesce', {});
  }

  async merchants(): Promise<readonly Merchant[]> {
    return (await this.#send<{ data: Merchant[] }>('GET', '/control/merchants')).data;
  }

  async #send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.#origin}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`the emulator answered ${answer.status} to ${method} ${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
