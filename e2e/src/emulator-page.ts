import type { Locator, Page } from '@playwright/test';

/** The emulator's page, where a person buys by hand. */
export class EmulatorPage {
  readonly #page: Page;
  readonly #address: string;

  constructor(page: Page, address: string) {
    this.#page = page;
    this.#address = address;
  }

  async open(): Promise<void> {
    await this.#page.goto(this.#address);
  }

  /** What the network answered to the last purchase or message. */
  get result(): Locator {
    return this.#page.getByRole('status');
  }

  /** A request of the chosen purchase, as it went over the wire. */
  exchange(kind: 'Asked the gateway' | 'Told the webhook'): Locator {
    return this.#page.locator('details').filter({ hasText: kind }).first();
  }

  async buy({ lastFour, amount, merchant }: { lastFour: string; amount: string; merchant?: string }): Promise<void> {
    await this.#page.getByLabel('Find a card').fill(lastFour);
    if (merchant !== undefined) await this.#page.getByLabel('Merchant').selectOption({ label: merchant });
    await this.#page.getByLabel('Amount').fill(amount);
    await this.#page.getByRole('button', { name: 'Buy' }).click();
  }

  /** Chooses a purchase by its amount, so that what can follow it is offered. */
  async choose(amount: string): Promise<void> {
    const purchase = this.#page.locator('#purchases button').filter({ hasText: amount }).first();
    if ((await purchase.getAttribute('aria-current')) !== 'true') await purchase.click();
  }

  async follow(action: string): Promise<void> {
    await this.#page.getByRole('button', { name: action, exact: true }).click();
  }
}
