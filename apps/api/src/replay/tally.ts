import type { Money } from '../platform/money.ts';
import type { Flip, MissingInput, ReplaySink } from './replay.ts';

const MOST_EXAMPLES = 50;

/** Decisions that would have gone one way. */
export type FlipGroup = {
  readonly count: number;
  /** What was asked for, in each currency. */
  readonly amounts: readonly Money[];
  readonly people: number;
  readonly merchants: number;
  /** The first ones, in the order in which they were asked. */
  readonly examples: readonly Flip[];
};

export type Tallied = {
  readonly declined: FlipGroup;
  readonly approved: FlipGroup;
  readonly watched: FlipGroup;
  readonly missing: readonly { readonly input: MissingInput; readonly decisions: number }[];
};

/** Adds up what a replay finds, as far as the one who asked may see it. */
export class Tally implements ReplaySink {
  readonly #declined = new Group();
  readonly #approved = new Group();
  readonly #watched = new Group();
  readonly #missing = new Map<MissingInput, number>();

  constructor(readonly isSeen: (flip: Pick<Flip, 'purchase'>) => boolean) {}

  flip(flip: Flip): void {
    if (this.isSeen(flip)) (flip.question.outcome === 'APPROVED' ? this.#declined : this.#approved).add(flip);
  }

  watched(flip: Flip): void {
    if (this.isSeen(flip)) this.#watched.add(flip);
  }

  missing(input: MissingInput): void {
    this.#missing.set(input, (this.#missing.get(input) ?? 0) + 1);
  }

  result(): Tallied {
    return {
      declined: this.#declined.result(),
      approved: this.#approved.result(),
      watched: this.#watched.result(),
      missing: [...this.#missing].map(([input, decisions]) => ({ input, decisions })),
    };
  }
}

class Group {
  #count = 0;
  readonly #amounts = new Map<string, bigint>();
  readonly #people = new Set<string>();
  readonly #merchants = new Set<string>();
  readonly #examples: Flip[] = [];

  add(flip: Flip): void {
    const { currency, minor } = flip.question.request.amount;
    this.#count += 1;
    this.#amounts.set(currency, (this.#amounts.get(currency) ?? 0n) + minor);
    this.#people.add(flip.purchase.userId);
    this.#merchants.add(flip.purchase.merchantName);
    if (this.#examples.length < MOST_EXAMPLES) this.#examples.push(flip);
  }

  result(): FlipGroup {
    return {
      count: this.#count,
      amounts: [...this.#amounts].map(([currency, minor]) => ({ minor, currency })),
      people: this.#people.size,
      merchants: this.#merchants.size,
      examples: this.#examples,
    };
  }
}
