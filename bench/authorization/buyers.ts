import type { LoadResult, Pace } from '../lib/load-plan.ts';
import type { LoadGenerator } from '../lib/load.ts';
import type { Product } from '../lib/product.ts';
import type { Answered } from './audit.ts';
import { GATEWAY, GATEWAY_PATH, signedInAs } from '../lib/marqeta-access.ts';
import type { PurchaseOptions } from '../lib/purchases.ts';
import { cardsOf, type Group } from '../lib/world.ts';

export type Offer = {
  readonly group: Group;
  readonly pace: Pace;
  readonly seconds: number;
  readonly maxRequests?: number;
  readonly amountMinor?: number;
  /** Ask again what a load of the same group and amount has asked, instead of something new. */
  readonly repeat?: LoadResult;
};

/** Of 64 to 512 that were tried, so many get most decisions a second out of us; the peer runs at its best number of clients as well. */
const CONNECTIONS = { closed: 256, open: 512 } as const;

/** Everybody who buys from one database's companies, and what they were answered. */
export class Buyers {
  readonly answered: Answered[] = [];
  readonly #load: LoadGenerator;
  readonly #product: Product;
  readonly #run: number;
  #next = 0;

  /** @param run a number of its own for each database */
  constructor(load: LoadGenerator, product: Product, run: number) {
    this.#load = load;
    this.#product = product;
    this.#run = run;
  }

  async buy({ group, pace, seconds, maxRequests, amountMinor, repeat }: Offer): Promise<LoadResult> {
    const source: PurchaseOptions = { cards: cardsOf(group), run: this.#run, amountMinor };
    const result = await this.#load.run({
      port: this.#product.port,
      path: GATEWAY_PATH,
      headers: signedInAs(GATEWAY),
      connections: CONNECTIONS[pace.kind],
      pace,
      durationMs: seconds * 1000,
      ...(maxRequests === undefined ? {} : { maxRequests }),
      firstSequence: repeat?.firstSequence ?? this.#next,
      source: { module: import.meta.resolve('../lib/jit-requests.ts'), options: source },
    });
    if (repeat === undefined) this.#next += result.statuses.length;
    this.answered.push({ run: this.#run, amountMinor, result });
    assertAnswered(result);
    return result;
  }
}

/** A decline is an answer; anything else than 200 and 402, and no answer at all, is a failure. */
function assertAnswered({ statuses, mismatched, firstAnswer }: LoadResult): void {
  const failed = statuses.filter((status) => status !== 200 && status !== 402);
  if (failed.length > 0)
    throw new Error(
      `${failed.length} of ${statuses.length} questions got no answer; the first had ${failed[0]}. ${JSON.stringify(firstAnswer)}`,
    );
  if (mismatched > 0) throw new Error(`${mismatched} answers belong to other questions. ${JSON.stringify(firstAnswer)}`);
}
