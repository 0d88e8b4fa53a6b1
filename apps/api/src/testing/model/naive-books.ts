import { type Answered, naiveState, type NaiveState, type Said } from './naive-purchase.ts';

/** Who pays with what, of whom. */
export type NaiveCard = {
  readonly card: string;
  readonly person: string;
  readonly team: string;
  readonly program: string;
};

export type NaiveScope = 'CARD' | 'PERSON' | 'TEAM' | 'CARD_PROGRAM' | 'COMPANY';
export type NaiveWindow = 'TRANSACTION' | 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR' | 'FISCAL_YEAR' | 'LIFETIME' | 'ROLLING';

/** With what a company's weeks begin (1 is Monday), and its fiscal years. */
export type NaiveCalendar = { readonly weekStartsOn: number; readonly fiscalYearStartsOn: string };

/** A limit of an amount, or of a number of purchases. To add a window, say in {@link firstDayOf} on which local day it begins. */
export type NaiveLimit = {
  readonly scope: NaiveScope;
  readonly subject: string;
  readonly window: NaiveWindow;
  readonly counts: 'AMOUNT' | 'PURCHASES';
  /** Of ROLLING. */
  readonly days: number;
  readonly limit: bigint;
  readonly shadow: boolean;
};

export type NaivePurchase = {
  readonly token: string;
  readonly by: NaiveCard;
  /** The message of another purchase that this refund names. */
  readonly refundOf: string | null;
  readonly said: Said[];
  readonly answered: Answered[];
};

export type NaiveOutcome = 'APPROVED' | 'AMOUNT_LIMIT_EXCEEDED' | 'COUNT_LIMIT_EXCEEDED' | 'INSUFFICIENT_FUNDS' | 'HOLD_RELEASED';

const total = <T>(all: readonly T[], of: (one: T) => bigint): bigint => all.reduce((sum, one) => sum + of(one), 0n);

/** The books of one company in one currency: a list of what happened. Whatever is asked of it is added up anew from the beginning. */
export class NaiveBooks {
  readonly purchases: NaivePurchase[] = [];
  toppedUp = 0n;
  readonly #outcomes = new Map<string, NaiveOutcome>();

  constructor(
    readonly zone: string,
    readonly company: string,
    readonly limits: readonly NaiveLimit[],
    readonly calendar: NaiveCalendar,
  ) {}

  /** By any of its messages. */
  purchaseOf(token: string): NaivePurchase | undefined {
    return this.purchases.find(
      (one) =>
        one.token === token || one.said.some((said) => said.token === token) || one.answered.some((answer) => answer.token === token),
    );
  }

  stateOf(purchase: NaivePurchase): NaiveState {
    const refunds = this.purchases.filter(({ refundOf }) => refundOf !== null && this.purchaseOf(refundOf)?.token === purchase.token);
    return naiveState(
      purchase,
      total(refunds, (refund) => -naiveState(refund, 0n).cleared),
    );
  }

  balances(): Record<string, bigint> {
    const states = this.purchases.map((one) => this.stateOf(one));
    const held = total(states, (one) => one.held);
    const spent = total(states, (one) => one.cleared);
    const credited = total(states, (one) => one.credited);
    const fees = total(states, (one) => one.fees);
    const disputed = total(states, (one) => one.disputed);
    const left = this.toppedUp + credited + disputed - held - spent - fees;
    return {
      ...{ HELD: held, SPENT: spent, FEES: fees, DISPUTES: -disputed, EXTERNAL: -this.toppedUp - credited },
      AVAILABLE: left > 0n ? left : 0n,
      RECEIVABLE: left < 0n ? left : 0n,
    };
  }

  /** What a limit has counted in the window in which a moment lies. */
  counted(limit: NaiveLimit, at: number): bigint {
    const today = localDay(this.zone, at);
    const window = limit.window === 'ROLLING' ? 'DAY' : limit.window;
    const days = new Set(
      limit.window === 'ROLLING'
        ? Array.from({ length: limit.days }, (_, before) => dayBefore(today, before))
        : [firstDayOf(window, today, this.calendar)],
    );
    return total(
      this.#countedBy(limit).filter(({ at: moment }) => days.has(firstDayOf(window, localDay(this.zone, moment), this.calendar))),
      ({ minor }) => minor,
    );
  }

  /** Every window in which something counts, by limit: its first day, and how much. Rolling limits look at days. */
  counters(): Map<string, bigint> {
    const counters = new Map<string, Map<string, bigint>>();
    for (const limit of this.limits) {
      const window = limit.window === 'ROLLING' ? 'DAY' : limit.window;
      if (window === 'TRANSACTION') continue;
      const own = new Map<string, bigint>();
      for (const { at, minor } of this.#countedBy(limit)) {
        const day = firstDayOf(window, localDay(this.zone, at), this.calendar);
        own.set(day, (own.get(day) ?? 0n) + minor);
      }
      counters.set([limit.scope, limit.subject, limit.counts, window].join(' '), own);
    }
    return new Map([...counters].flatMap(([name, own]) => [...own].map(([day, minor]): [string, bigint] => [`${name} ${day}`, minor])));
  }

  /** All that a limit has ever counted: amounts where they stand, purchases once. */
  #countedBy(limit: NaiveLimit): { readonly at: number; readonly minor: bigint }[] {
    return this.purchases
      .filter(({ by }) => this.#binds(limit, by))
      .flatMap((purchase) => {
        const { parts, boughtAt } = this.stateOf(purchase);
        if (limit.counts === 'AMOUNT') return parts;
        return boughtAt === null ? [] : [{ at: boughtAt, minor: 1n }];
      });
  }

  /** Whether a purchase, or the addition to one, may be made now. Of several limits the most specific names the decline. */
  decide(by: NaiveCard, amount: bigint, at: number, addsTo: NaivePurchase | null): NaiveOutcome {
    if (amount === 0n) return 'APPROVED';
    const exceeded = this.limits.filter((limit) => !limit.shadow && this.#binds(limit, by) && this.#exceeds(limit, amount, at, addsTo));
    const [first] = exceeded.sort(bySpecificity);
    if (first !== undefined) return first.counts === 'AMOUNT' ? 'AMOUNT_LIMIT_EXCEEDED' : 'COUNT_LIMIT_EXCEEDED';
    return amount > (this.balances()['AVAILABLE'] ?? 0n) ? 'INSUFFICIENT_FUNDS' : 'APPROVED';
  }

  #exceeds(limit: NaiveLimit, amount: bigint, at: number, addsTo: NaivePurchase | null): boolean {
    const before = addsTo === null ? null : this.stateOf(addsTo);
    if (limit.window === 'TRANSACTION') return total(before?.parts ?? [], ({ minor }) => minor) + amount > limit.limit;
    if (limit.counts === 'AMOUNT') return this.counted(limit, at) + amount > limit.limit;
    // What adds to a purchase is not another one.
    return before?.boughtAt == null && this.counted(limit, at) + 1n > limit.limit;
  }

  /** Adds to what was said; a message that was told before is that message as it stands by now. */
  hear(said: Said, { root, by, refundOf }: { readonly root: string; readonly by: NaiveCard; readonly refundOf: string | null }): void {
    const purchase =
      this.purchaseOf(said.token) ?? this.purchaseOf(root) ?? this.#begin({ token: root, by, refundOf, said: [], answered: [] });
    const known = purchase.said.findIndex(({ token }) => token === said.token);
    const before = purchase.said[known];
    if (before === undefined) purchase.said.push(said);
    else purchase.said[known] = { ...before, at: Math.min(before.at, said.at), failed: before.failed === true || said.failed === true };
  }

  /** Decides, and adds the answer to what happened. */
  answer(ask: {
    readonly token: string;
    readonly relatedTo: string | null;
    readonly by: NaiveCard;
    readonly amount: bigint;
    readonly at: number;
  }): NaiveOutcome {
    const { token, relatedTo, by, amount, at } = ask;
    const purchase = this.purchaseOf(token) ?? (relatedTo === null ? undefined : this.purchaseOf(relatedTo));
    const before = purchase?.answered.find((one) => one.token === token);
    const told = purchase?.said.find((one) => one.token === token);
    if (purchase !== undefined && before !== undefined) return this.#answerAgain(purchase, before, told);
    const outcome =
      told === undefined ? this.decide(by, amount, at, purchase ?? null) : told.failed === true ? 'HOLD_RELEASED' : 'APPROVED';
    const entered = purchase ?? this.#begin({ token: relatedTo ?? token, by, refundOf: null, said: [], answered: [] });
    entered.answered.push({ token, what: 'HOLD', at, amount, approved: outcome === 'APPROVED', takenBack: false });
    this.#outcomes.set(token, outcome);
    return outcome;
  }

  takeBack(token: string): void {
    const purchase = this.purchaseOf(token);
    const index = purchase?.answered.findIndex((one) => one.token === token) ?? -1;
    const answered = purchase?.answered[index];
    if (purchase !== undefined && answered !== undefined) purchase.answered[index] = { ...answered, takenBack: true };
  }

  /** The same answer, unless what was approved stands no more. */
  #answerAgain(purchase: NaivePurchase, before: Answered, told: Said | undefined): NaiveOutcome {
    const outcome = this.#outcomes.get(before.token);
    if (outcome === undefined) throw new Error(`${before.token} was answered without an outcome`);
    if (outcome !== 'APPROVED') return outcome;
    const { held, cleared, fees } = this.stateOf(purchase);
    const isGone = held === 0n && cleared + fees <= 0n;
    // Taken back for want of Marqeta's word; that word settles it.
    const isUndone = told === undefined ? before.takenBack : told.failed === true;
    return isUndone || isGone ? 'HOLD_RELEASED' : 'APPROVED';
  }

  #begin(purchase: NaivePurchase): NaivePurchase {
    this.purchases.push(purchase);
    return purchase;
  }

  #binds({ scope, subject }: NaiveLimit, { card, person, team, program }: NaiveCard): boolean {
    return subject === { CARD: card, PERSON: person, TEAM: team, CARD_PROGRAM: program, COMPANY: this.company }[scope];
  }
}

const calendars = new Map<string, Intl.DateTimeFormat>();

/** ISO 8601, as a calendar on the wall there would show it. */
function localDay(zone: string, at: number): string {
  const calendar =
    calendars.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  calendars.set(zone, calendar);
  return calendar.format(at);
}

const DAY_MS = 86_400_000;

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}

function firstDayOf(window: Exclude<NaiveWindow, 'ROLLING'>, day: string, { weekStartsOn, fiscalYearStartsOn }: NaiveCalendar): string {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  switch (window) {
    case 'TRANSACTION':
    case 'DAY':
      return day;
    case 'WEEK': {
      const weekday = new Date(`${day}T12:00:00Z`).getUTCDay() || 7;
      return dayBefore(day, (weekday - weekStartsOn + 7) % 7);
    }
    case 'MONTH':
      return `${day.slice(0, 8)}01`;
    case 'QUARTER':
      return `${day.slice(0, 5)}${['01', '04', '07', '10'][Math.ceil(month / 3) - 1]}-01`;
    case 'YEAR':
      return `${year}-01-01`;
    case 'FISCAL_YEAR':
      return `${day.slice(5) >= fiscalYearStartsOn ? year : year - 1}-${fiscalYearStartsOn}`;
    case 'LIFETIME':
      return '1970-01-01';
  }
}

const SCOPES: readonly NaiveScope[] = ['CARD', 'PERSON', 'TEAM', 'CARD_PROGRAM', 'COMPANY'];
const WINDOWS: readonly NaiveWindow[] = ['TRANSACTION', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR', 'FISCAL_YEAR', 'ROLLING', 'LIFETIME'];

function bySpecificity(left: NaiveLimit, right: NaiveLimit): number {
  const scope = SCOPES.indexOf(left.scope) - SCOPES.indexOf(right.scope);
  const window = WINDOWS.indexOf(left.window) - WINDOWS.indexOf(right.window);
  return scope || window || (left.counts === right.counts ? 0 : left.counts === 'PURCHASES' ? -1 : 1);
}
