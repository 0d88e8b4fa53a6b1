import type { EmulatorClock } from '../core/clock.ts';
import type { Ids } from '../core/ids.ts';
import type { Units } from '../core/money.ts';
import type { Body, Resource, Resources } from '../core/resources.ts';
import type { Conversion } from '../network/terms.ts';
import { type Merchant, MERCHANTS } from './merchants.ts';
import type { Stories } from './shopping.ts';

interface ShoppersDeps {
  readonly stories: Stories;
  readonly resources: Resources;
  readonly clock: EmulatorClock;
  readonly ids: Ids;
  /** Categories at which a card was lately approved. */
  readonly usualMccs: (cardToken: string) => ReadonlySet<string>;
  readonly onError: (error: unknown) => void;
}

const MINUTE_MS = 60_000;
const SOMEWHERE_NEW = 0.08;
const ABROAD = 0.03;

/** People who keep buying, so that a demo moves. */
export class Shoppers {
  readonly #deps: ShoppersDeps;
  #perMinute = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: ShoppersDeps) {
    this.#deps = deps;
  }

  get perMinute(): number {
    return this.#perMinute;
  }

  /** 0 sends them home. */
  pace(perMinute: number): void {
    this.#perMinute = perMinute;
    this.#next();
  }

  stop(): void {
    this.pace(0);
  }

  #next(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#perMinute <= 0) return;
    // Arrivals are independent of each other: exponential gaps.
    const gap = -Math.log(1 - this.#deps.ids.random()) * (MINUTE_MS / this.#perMinute);
    this.#timer = setTimeout(() => {
      this.#buy().catch(this.#deps.onError);
      this.#next();
    }, gap);
    this.#timer.unref();
  }

  async #buy(): Promise<void> {
    const cards = this.#deps.resources.all('card').filter(({ body }) => body['state'] === 'ACTIVE');
    const card = this.#pick(cards);
    if (card === undefined) return;
    const merchant = this.#pick(this.#merchantsFor(card));
    if (merchant === undefined) return;
    const currency = currencyOf(card.body);
    // Small amounts are more common than large ones.
    const cents = Math.round(merchant.from * (merchant.to / merchant.from) ** (this.#deps.ids.random() ** 1.6));
    await this.#deps.stories.begin({
      cardToken: card.token,
      acceptor: merchant.acceptor,
      amount: cents * 100,
      currency,
      story: this.#pick(merchant.stories) ?? 'simple',
      pace: 'minutes',
      online: merchant.online,
      conversion: conversionOf(merchant, currency, cents * 100),
      at: this.#deps.clock.now(),
    });
  }

  /** Mostly where the card has bought before; now and then somewhere new, which its controls may not like. */
  #merchantsFor(card: Resource): readonly Merchant[] {
    const nearby = merchantsNear(card);
    if (this.#deps.ids.random() < ABROAD) return MERCHANTS.filter((merchant) => !nearby.includes(merchant));
    if (this.#deps.ids.random() < SOMEWHERE_NEW) return nearby;
    const usual = this.#deps.usualMccs(card.token);
    const known = nearby.filter(({ acceptor }) => usual.has(acceptor.mcc));
    return known.length > 0 ? known : nearby;
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.#deps.ids.random() * from.length)];
  }
}

/** The product may say in which currency a card is: Marqeta's own programmes have one each. */
export function currencyOf(card: Body): string {
  const currency = (card['metadata'] as Body | undefined)?.['currency'];
  return typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : 'USD';
}

/** People buy at home: a card in euros at merchants of the euro area, one in dollars in the USA. */
function merchantsNear(card: Resource): readonly Merchant[] {
  const atHome = currencyOf(card.body) === 'EUR' ? ['PRT', 'IRL'] : ['USA'];
  return MERCHANTS.filter(({ acceptor }) => atHome.includes(acceptor.country_code));
}

/** What a dollar or a euro is in the other, for purchases abroad; nearly what networks took in 2026. */
const RATES: Readonly<Record<string, number>> = { 'EUR>USD': 1.0846, 'USD>EUR': 0.922 };
const NUMERIC: Readonly<Record<string, string>> = { USD: '840', EUR: '978' };

function conversionOf({ acceptor }: Merchant, currency: string, amount: Units): Conversion | null {
  const original = acceptor.country_code === 'USA' ? 'USD' : 'EUR';
  const rate = RATES[`${original}>${currency}`];
  const originalCurrency = NUMERIC[original];
  if (rate === undefined || originalCurrency === undefined) return null;
  return { originalAmount: Math.round(amount / rate / 100) * 100, rate, originalCurrency };
}
