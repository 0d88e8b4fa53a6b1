import { expect, type Locator, type Page } from '@playwright/test';

export const TABS = ['Buy', 'Purchases', 'Messages', 'Deliveries', 'Scenarios', 'Clock', 'Faults', 'Resources'] as const;
type Tab = (typeof TABS)[number];

/** The emulator's page, where a person buys by hand and sees what went over the wire. */
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

  /** Turns to a tab and waits until it is there, and what it shows is. */
  async turnTo(tab: Tab): Promise<void> {
    const link = this.#page.getByRole('navigation').getByRole('link', { name: tab });
    await link.click();
    // A tab becomes the current one a moment after the click; only then is it busy.
    await expect(link).toHaveAttribute('aria-current', 'page');
    await expect(this.#page.locator('[aria-busy="true"]')).toHaveCount(0);
  }

  /** Tabs that were opened stay in the page, hidden. */
  get #shown(): Locator {
    return this.#page.locator('main > :not([hidden])');
  }

  /** What the network answered to the last purchase or message. */
  get result(): Locator {
    return this.#page.getByRole('status');
  }

  /** The newest request of the tab, as it went over the wire. */
  exchange(kind: 'Asked the gateway' | 'Told the webhook'): Locator {
    return this.#shown.locator('details').filter({ hasText: kind }).first();
  }

  /** Of the messages those of one kind alone. */
  async showMessages(kind: 'Everything' | 'Calls of the API'): Promise<void> {
    await this.turnTo('Messages');
    await this.#shown.getByLabel('Show').selectOption({ label: kind });
  }

  async buy({ lastFour, amount, merchant }: { lastFour: string; amount: string; merchant?: string }): Promise<void> {
    await this.turnTo('Buy');
    await this.#shown.getByLabel('Find a card').fill(lastFour);
    if (merchant !== undefined) await this.#shown.getByLabel('Merchant').selectOption({ label: merchant });
    await this.#shown.getByLabel('Amount').fill(amount);
    await this.#page.getByRole('button', { name: 'Buy' }).click();
  }

  /** Chooses a purchase by its amount, so that what can follow it is offered. */
  async choose(amount: string): Promise<void> {
    await this.turnTo('Purchases');
    const purchase = this.#page.locator('#purchases button').filter({ hasText: amount }).first();
    if ((await purchase.getAttribute('aria-current')) !== 'true') await purchase.click();
  }

  async follow(action: string): Promise<void> {
    await this.#page.getByRole('button', { name: action, exact: true }).click();
  }

  /** The delivery of an event that is the newest now: still the same one when others buy meanwhile. */
  async newestDelivery(eventType: string): Promise<Locator> {
    const deliveries = this.#shown.getByRole('list', { name: 'Deliveries' });
    const ofEvent = deliveries.getByRole('listitem').filter({ has: this.#page.getByText(eventType, { exact: true }) });
    const key = await ofEvent.first().getAttribute('data-key');
    if (key === null) throw new Error(`a delivery of ${eventType} without its key`);
    return deliveries.locator(`[data-key="${key}"]`);
  }

  async play(scenario: string, lastFour: string): Promise<void> {
    await this.turnTo('Scenarios');
    await this.#shown.getByLabel('Find a card').fill(lastFour);
    await this.#page.getByRole('button', { name: scenario, exact: true }).click();
  }
}
