import { type Answered, naiveState, type NaiveState, type Said } from './naive-purchase.ts';

/** Who pays with what, of whom. */
export type NaiveCard = {
  readonly card: string;
  readonly person: string;
  readonly team: string;
  readonly program: string;
};

export type NaiveScope = 'CARD' | 'PERSON' | 'TEAM' | 'CARD_PROGRAM' | 'COMPANY';
export type NaiveWindow = 'TRANSACTION' | 'DAY' | 'WEEK' | 'MONTH';

/** A limit of an amount. To add a window, say in {@link firstDayOf} on which local day it begins. */
export type NaiveLimit = {
  readonly scope: NaiveScope;
  readonly subject: string;
  readonly window: NaiveWindow;
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

export type NaiveOutcome = 'APPROVED' | 'AMOUNT_LIMIT_EXCEEDED' | 'INSUFFICIENT_FUNDS' | 'HOLD_RELEASED';

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
    if (limit.window === 'TRANSACTION') return 0n;
    const { window } = limit;
    const day = firstDayOf(window, localDay(this.zone, at));
    return total(
      this.purchases.filter(({ by }) => this.#binds(limit, by)),
      (purchase) =>
        total(
          this.stateOf(purchase).parts.filter((part) => firstDayOf(window, localDay(this.zone, part.at)) === day),
          ({ minor }) => minor,
        ),
    );
  }

  /** Every window in which something counts, by limit: its first day, and how much. */
  counters(): Map<string, bigint> {
    const counters = new Map<string, bigint>();
    for (const limit of this.limits) {
      const { window, scope, subject } = limit;
      if (window === 'TRANSACTION') continue;
      for (const purchase of this.purchases.filter(({ by }) => this.#binds(limit, by)))
        for (const { at, minor } of this.stateOf(purchase).parts) {
          const key = `${scope} ${subject} ${window} ${firstDayOf(window, localDay(this.zone, at))}`;
          counters.set(key, (counters.get(key) ?? 0n) + minor);
        }
    }
    return counters;
  }

  /** Whether a purchase, or the addition to one, may be made now. */
  decide(by: NaiveCard, amount: bigint, at: number, addsTo: NaivePurchase | null): NaiveOutcome {
    if (amount === 0n) return 'APPROVED';
    const before = addsTo === null ? 0n : total(this.stateOf(addsTo).parts, ({ minor }) => minor);
    const exceeded = this.limits.some(
      (limit) =>
        !limit.shadow &&
        this.#binds(limit, by) &&
        (limit.window === 'TRANSACTION' ? before : this.counted(limit, at)) + amount > limit.limit,
    );
    if (exceeded) return 'AMOUNT_LIMIT_EXCEEDED';
    return amount > (this.balances()['AVAILABLE'] ?? 0n) ? 'INSUFFICIENT_FUNDS' : 'APPROVED';
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
    return before.takenBack || told?.failed === true || isGone ? 'HOLD_RELEASED' : 'APPROVED';
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

function firstDayOf(window: Exclude<NaiveWindow, 'TRANSACTION'>, day: string): string {
  if (window === 'MONTH') return `${day.slice(0, 8)}01`;
  if (window === 'DAY') return day;
  const noon = Date.parse(`${day}T12:00:00Z`);
  const afterMonday = (new Date(noon).getUTCDay() + 6) % 7;
  return new Date(noon - afterMonday * DAY_MS).toISOString().slice(0, 10);
}
