import type { PastLife, PastMoment } from './past.ts';

export type Step<Life> = { readonly life: Life; readonly moment: PastMoment };

/**
 * The moments of many lives, one after the other, as they came. Lives are given in the order of their first moments, so that only
 * what is still to come of those begun is kept in the meantime: next to nothing, since few purchases change once they are approved.
 */
export class InOrder<Life extends Pick<PastLife, 'moments'>> {
  readonly #waiting = new Heap<Step<Life>>((step) => step.moment.id);

  /** What happened before and at the first moment of this life. */
  *take(life: Life): Generator<Step<Life>> {
    const [first, ...later] = life.moments;
    if (first === undefined) return;
    yield* this.#upTo(first.id);
    yield { life, moment: first };
    for (const moment of later) this.#waiting.push({ life, moment });
  }

  /** One that began before all others: its moments come in their turn. */
  begun(life: Life): void {
    for (const moment of life.moments) this.#waiting.push({ life, moment });
  }

  /** What is left when there are no more lives. */
  *rest(): Generator<Step<Life>> {
    yield* this.#upTo(null);
  }

  *#upTo(id: string | null): Generator<Step<Life>> {
    for (let next = this.#waiting.first; next !== undefined && (id === null || next.moment.id < id); next = this.#waiting.first) {
      this.#waiting.pop();
      yield next;
    }
  }
}

/** A binary heap: the item with the least key first. */
class Heap<Item> {
  readonly #items: Item[] = [];

  constructor(readonly keyOf: (item: Item) => string) {}

  get first(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    this.#items.push(item);
    let at = this.#items.length - 1;
    while (at > 0 && this.#swapped((at - 1) >> 1, at)) at = (at - 1) >> 1;
  }

  pop(): void {
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return;
    this.#items[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const least = this.#keyAt(right) !== undefined && (this.#keyAt(right) ?? '') < (this.#keyAt(left) ?? '') ? right : left;
      if (this.#keyAt(least) === undefined || !this.#swapped(at, least)) return;
      at = least;
    }
  }

  #keyAt(at: number): string | undefined {
    const item = this.#items[at];
    return item === undefined ? undefined : this.keyOf(item);
  }

  /** Puts the two in order. Whether they were not. */
  #swapped(above: number, below: number): boolean {
    const [upper, lower] = [this.#items[above], this.#items[below]];
    if (upper === undefined || lower === undefined || this.keyOf(upper) <= this.keyOf(lower)) return false;
    this.#items[above] = lower;
    this.#items[below] = upper;
    return true;
  }
}
