import type { Ask, Tell } from './books-in-memory.ts';
import { CARDS } from './books-in-memory.ts';
import type { NaiveBooks, NaiveCalendar, NaiveCard, NaiveLimit, NaivePurchase, NaiveScope, NaiveWindow } from './naive-books.ts';
import type { What } from './naive-purchase.ts';

/** What happens next. */
export type Step =
  | { readonly kind: 'TOP_UP'; readonly minor: bigint }
  | { readonly kind: 'ASK'; readonly questions: readonly Ask[] }
  | { readonly kind: 'TELL'; readonly told: readonly Tell[] }
  | { readonly kind: 'TAKE_BACK'; readonly token: string };

/** Numbers that follow from a seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 up to and without `sides`. */
  roll(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) % sides;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.roll(choices.length)] as T;
  }

  chance(percent: number): boolean {
    return this.roll(100) < percent;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const all = [...items];
    for (let i = all.length - 1; i > 0; i -= 1) {
      const j = this.roll(i + 1);
      [all[i], all[j]] = [all[j] as T, all[i] as T];
    }
    return all;
  }
}

const WINDOWS: readonly NaiveWindow[] = [
  ...(['TRANSACTION', 'DAY', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'FISCAL_YEAR', 'ROLLING', 'LIFETIME'] as const),
];
export const CALENDARS: readonly NaiveCalendar[] = [
  { weekStartsOn: 1, fiscalYearStartsOn: '01-01' },
  { weekStartsOn: 7, fiscalYearStartsOn: '04-06' },
  { weekStartsOn: 6, fiscalYearStartsOn: '02-28' },
];
const SUBJECTS: Readonly<Record<NaiveScope, readonly string[]>> = {
  CARD: ['card-1', 'card-3'],
  PERSON: ['maya', 'kenji'],
  TEAM: ['design', 'sales'],
  CARD_PROGRAM: ['travel', 'everyday'],
  COMPANY: ['harborline'],
};

/** A few limits, low enough to be reached. */
export function someLimits(dice: Dice): NaiveLimit[] {
  const limits = new Map<string, NaiveLimit>();
  for (let count = dice.roll(6); count > 0; count -= 1) {
    const scope = dice.of(Object.keys(SUBJECTS) as NaiveScope[]);
    const window = dice.of(WINDOWS);
    const counts = window !== 'TRANSACTION' && dice.chance(30) ? 'PURCHASES' : 'AMOUNT';
    const limit: NaiveLimit = {
      ...{ scope, subject: dice.of(SUBJECTS[scope]), window, counts, days: 1 + dice.roll(9), shadow: dice.chance(15) },
      limit: BigInt(counts === 'AMOUNT' ? 200 + dice.roll(1_800) : 1 + dice.roll(6)),
    };
    limits.set([scope, limit.subject, window, counts].join(' '), limit);
  }
  return [...limits.values()];
}

/** Around both changes of the clock in most zones, the end of a month, and the end of a week. */
const STARTS = ['2026-03-06T12:00:00Z', '2026-03-27T20:00:00Z', '2026-10-23T04:00:00Z', '2026-10-30T12:00:00Z', '2028-02-27T06:00:00Z'];
export const ZONES = ['America/New_York', 'Europe/Lisbon', 'Asia/Kolkata', 'Pacific/Apia', 'America/Sao_Paulo'] as const;
const HOUR_MS = 3_600_000;

/** Makes up what merchants, networks and Marqeta may do, sensible or not. */
export class Fate {
  readonly #dice: Dice;
  /** What was told, to be told again. */
  readonly #told: Tell[] = [];
  readonly #asked: Ask[] = [];
  #serial = 0;
  nowMs: number;

  constructor(dice: Dice) {
    this.#dice = dice;
    this.nowMs = Date.parse(dice.of(STARTS));
  }

  next(books: NaiveBooks): Step {
    const dice = this.#dice;
    this.nowMs += dice.chance(30) ? dice.roll(30 * HOUR_MS) : dice.roll(HOUR_MS);
    const kind = dice.roll(100);
    if (kind < 6) return { kind: 'TOP_UP', minor: BigInt(1 + dice.roll(2_000)) };
    if (kind < 45) {
      // A repeat in one batch with its first is a test of its own.
      const questions = new Map(this.#some(() => this.#question(books)).map((ask) => [ask.token, ask]));
      return { kind: 'ASK', questions: [...questions.values()] };
    }
    const unconfirmed = books.purchases.flatMap(({ answered }) => answered.filter(({ approved, takenBack }) => approved && !takenBack));
    if (kind < 50 && unconfirmed.length > 0) return { kind: 'TAKE_BACK', token: dice.of(unconfirmed).token };
    return { kind: 'TELL', told: this.#some(() => this.#tale(books)) };
  }

  #some<T>(make: () => T): T[] {
    const count = this.#dice.chance(70) ? 1 : 1 + this.#dice.roll(4);
    return Array.from({ length: count }, make);
  }

  #token(): string {
    this.#serial += 1;
    return `t${this.#serial}`;
  }

  /** Mostly now; sometimes what was late on the way, or a clock ahead of ours. */
  #moment(): number {
    const seconds = this.#dice.chance(80) ? -this.#dice.roll(60) : this.#dice.roll(100) - 3 * 24 * 3_600 * (this.#dice.roll(100) / 100);
    return this.nowMs + Math.round(seconds) * 1_000;
  }

  #question(books: NaiveBooks): Ask {
    const dice = this.#dice;
    if (dice.chance(10) && this.#asked.length > 0) return dice.of(this.#asked);
    const told = this.#told.filter(({ what, token, root }) => what === 'HOLD' && token === root);
    const foretold = dice.chance(15) && told.length > 0 ? dice.of(told) : null;
    const spends = books.purchases.filter(isSpend);
    const adding = foretold === null && dice.chance(25) && spends.length > 0 ? dice.of(spends) : null;
    const ask: Ask = {
      token: foretold?.token ?? this.#token(),
      relatedTo: adding?.token ?? null,
      by: foretold?.by ?? adding?.by ?? dice.of(CARDS),
      amount: foretold?.amount ?? BigInt(1 + dice.roll(dice.chance(80) ? 400 : 2_500)),
      at: this.#moment(),
    };
    this.#asked.push(ask);
    return ask;
  }

  #tale(books: NaiveBooks): Tell {
    const dice = this.#dice;
    const tell = dice.chance(20) && this.#told.length > 0 ? this.#again(dice.of(this.#told)) : this.#newTale(books);
    this.#told.push(tell);
    return tell;
  }

  /** The same message once more: to the letter, or as it stands by now. */
  #again(tell: Tell): Tell {
    return this.#dice.chance(70)
      ? tell
      : { ...tell, failed: tell.failed || tell.what === 'HOLD', at: tell.at + this.#dice.roll(3) * 1_000 };
  }

  #newTale(books: NaiveBooks): Tell {
    const dice = this.#dice;
    const { purchases } = books;
    if (purchases.length === 0 || dice.chance(20)) return this.#unheardOf(purchases);
    const purchase = dice.of(purchases);
    const answered = purchase.answered.filter(({ token }) => purchase.said.every((one) => one.token !== token));
    const silent = answered.length > 0 && dice.chance(50) ? dice.of(answered) : null;
    if (silent !== null)
      return this.#tell(silent.token, purchase, 'HOLD', silent.amount, { at: silent.at + dice.roll(3) * 1_000, failed: dice.chance(10) });
    const what = isSpend(purchase) ? dice.of(FOLLOWING) : 'FEE';
    return this.#tell(this.#token(), purchase, what, BigInt(1 + dice.roll(600)), { failed: dice.chance(5) });
  }

  /** The first word of a purchase of which nobody asked: a clearing out of the blue, a refund, money from outside. */
  #unheardOf(purchases: readonly NaivePurchase[]): Tell {
    const dice = this.#dice;
    const what = dice.of(BEGINNING);
    const token = this.#token();
    // A later message names the first one, which may never come.
    const root = what === 'CLEARING' && dice.chance(50) ? this.#token() : token;
    const named = purchases.filter(isSpend).flatMap(({ token: first, said }) => [first, ...said.map((one) => one.token)]);
    const original = named.length > 0 && dice.chance(80) ? dice.of(named) : null;
    const by = dice.of(CARDS);
    const refundOf = what === 'REFUND' ? original : null;
    const purchase = { token: root, by, refundOf };
    return this.#tell(token, purchase, what, BigInt(1 + dice.roll(500)), { failed: dice.chance(5) });
  }

  #tell(
    token: string,
    { token: root, by, refundOf }: { readonly token: string; readonly by: NaiveCard; readonly refundOf: string | null },
    what: What,
    amount: bigint,
    but: Partial<Tell>,
  ): Tell {
    const ends = (what === 'CLEARING' && this.#dice.chance(40)) || (what === 'RELEASE' && this.#dice.chance(40));
    return {
      token,
      root,
      refundOf: what === 'REFUND' ? refundOf : null,
      by,
      what,
      amount,
      at: this.#moment(),
      ends,
      failed: false,
      ...but,
    };
  }
}

/** Money that comes is a purchase of its own: nobody asks to add to it. */
function isSpend({ said }: NaivePurchase): boolean {
  return said.every(({ what }) => what !== 'REFUND' && what !== 'CREDIT');
}

const BEGINNING: readonly What[] = ['HOLD', 'HOLD', 'CLEARING', 'POSTED', 'REFUND', 'REFUND', 'CREDIT', 'FEE'];
const FOLLOWING: readonly What[] = [
  ...([
    'HOLD',
    'ADVICE',
    'RELEASE',
    'EXPIRY',
    'CLEARING',
    'CLEARING',
    'CLEARING',
    'UNPOSTED',
    'FEE',
    'DISPUTE_WON',
    'DISPUTE_LOST',
  ] as const),
];
