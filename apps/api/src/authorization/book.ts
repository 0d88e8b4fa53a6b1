import type { CompiledControl } from '../controls/compile.ts';
import { type Foreign, foreignOf } from '../ledger/foreign.ts';
import { foldPurchase, type PurchaseState } from '../ledger/purchase.ts';
import { givesBackTo } from '../ledger/refund-link.ts';
import { eventsOf, type StoredPurchase } from '../ledger/stored-purchase.ts';
import { type Account, balanceChanges, NOTHING, settleOverdraft, type Transfer, transfersBetween } from '../ledger/transfer.ts';
import type { Money } from '../platform/money.ts';
import { counterMoves } from './counter-moves.ts';
import { balanceKey, type Gathered } from './gather.ts';
import type { CounterRow, FeedRow, PurchaseDescription, PurchaseRow, TransferRow, UntoldSpendRow, Writes } from './record.ts';
import type { CounterMove } from './verdict.ts';

export type BookOptions = {
  readonly nowMs: number;
  readonly newId: () => string;
};

/** A purchase that is not in the database yet. */
export type NewPurchase = Pick<StoredPurchase, 'companyId' | 'token' | 'cardId' | 'userId' | 'cardProductId' | 'teamIds' | 'currency'>;

/** What one writer does to one purchase. */
export type PurchaseEntry = {
  /** With all its events, those that are new included. */
  readonly purchase: StoredPurchase;
  /** Null leaves the description as it stands. */
  readonly description: PurchaseDescription | null;
  /** What its limits are counted by. */
  readonly controls: readonly CompiledControl[];
  /** Token of the message, or name of the command, that made it necessary. */
  readonly cause: string;
  /** A name for the feed where the state alone does not tell, or null for none. */
  readonly event?: string | null;
};

/**
 * The accounts, counters and purchases of a batch as they stand after each entry, and in the end all that has to be written.
 * Gateway and applier write through it alike: the target of the fold less what is there already.
 */
export class Book {
  readonly #purchases = new Map<string, StoredPurchase>();
  readonly #byToken = new Map<string, StoredPurchase>();
  /** Refunds by the message that they name, then by their own token. */
  readonly #refunds: Map<string, Map<string, bigint>>;
  readonly #rows = new Map<string, PurchaseRow>();
  readonly #balances: Map<string, bigint>;
  readonly #balanceRows = new Map<string, { companyId: string; currency: string; account: Account; minor: bigint }>();
  readonly #counters: Map<string, bigint>;
  readonly #counterRows = new Map<string, CounterRow>();
  readonly #transfers: TransferRow[] = [];
  readonly #feed: FeedRow[] = [];
  readonly #untold: UntoldSpendRow[] = [];
  readonly #gates: Map<string, bigint>;

  constructor(
    gathered: Pick<Gathered, 'gates' | 'balances' | 'counters' | 'purchases' | 'refunds'>,
    readonly options: BookOptions,
  ) {
    this.#balances = new Map(gathered.balances);
    this.#counters = new Map(gathered.counters);
    this.#gates = new Map([...gathered.gates].map(([id, { nextFeedNumber }]) => [id, nextFeedNumber]));
    this.#refunds = new Map([...gathered.refunds].map(([named, refunds]) => [named, new Map(refunds)]));
    for (const purchase of gathered.purchases) this.#remember(purchase);
  }

  counter(id: string): bigint {
    return this.#counters.get(id) ?? 0n;
  }

  balance(companyId: string, currency: string, account: Account): bigint {
    return this.#balances.get(balanceKey(companyId, currency, account)) ?? 0n;
  }

  /** What can be spent: what is available once it has paid what the company owes, as `writes` books it. Never below zero. */
  spendable(companyId: string, currency: string): bigint {
    const net = this.balance(companyId, currency, 'AVAILABLE') + this.balance(companyId, currency, 'RECEIVABLE');
    return net > 0n ? net : 0n;
  }

  /** By any message of it. */
  purchaseOf(token: string): StoredPurchase | null {
    return this.#byToken.get(token) ?? null;
  }

  /** What refunds that name this message have given back. Of stored ones only where they were asked for: `Wanted.newTokens`. */
  refundsNaming(token: string): ReadonlyMap<string, bigint> {
    return this.#refunds.get(token) ?? NO_REFUNDS;
  }

  purchase(id: string): StoredPurchase | undefined {
    return this.#purchases.get(id);
  }

  begin(of: NewPurchase): StoredPurchase {
    return {
      ...of,
      id: this.options.newId(),
      kind: 'PURCHASE',
      status: 'DECLINED',
      atMs: 0,
      mcc: '',
      authorizationId: null,
      refundOfToken: null,
      refundLink: null,
      unconfirmed: false,
      position: NOTHING,
      refunded: 0n,
      parts: [],
      messages: [],
      details: new Map(),
      verdicts: [],
      linkedRefunds: new Map(),
    };
  }

  enter({ purchase, description, controls, cause, event }: PurchaseEntry): PurchaseState {
    const before = this.#purchases.get(purchase.id) ?? null;
    const linked = [...purchase.linkedRefunds.values()].reduce((sum, minor) => sum + minor, 0n);
    const state = foldPurchase(eventsOf(purchase), linked);
    const { companyId, currency, id } = purchase;
    this.#transfer(transfersBetween(purchase.position, state), { companyId, currency }, { transactionId: id, cause });
    const mcc = description === null ? purchase.mcc : (description.merchant.mcc ?? '');
    const counted = { ...purchase, exceptionIds: exceptionsOf(before) };
    for (const move of counterMoves(controls, currency, counted, { ...state, mcc, exceptionIds: exceptionsOf(purchase) }))
      this.#count(companyId, move);
    const after: StoredPurchase = { ...purchase, ...pickStored(state), mcc };
    this.#remember(after);
    const known = this.#rows.get(id);
    this.#rows.set(id, {
      purchase: after,
      state,
      isNew: known?.isNew ?? before === null,
      description: description ?? known?.description ?? null,
      foreign: foreignOf(purchase.messages, purchase.details) ?? foreignIn(description) ?? known?.foreign ?? null,
    });
    const name = event === undefined ? nameOfChange(before, after) : event;
    if (name !== null) this.#announce(after, name);
    else if (description !== null || !countsAlike(before, after)) this.#untold.push({ companyId, transactionId: id });
    return state;
  }

  /** Puts something else than a change of its state into the feed, of a purchase that was entered. */
  announce(purchaseId: string, event: string): void {
    const purchase = this.#purchases.get(purchaseId);
    if (purchase === undefined) throw new Error(`purchase ${purchaseId} was not entered`);
    this.#announce(purchase, event);
  }

  /** Everything to be written, once a row however often it changed. */
  writes(): Omit<Writes, 'authorizations'> {
    for (const { companyId, currency } of this.#touchedFunds()) this.#settle(companyId, currency);
    return {
      purchases: [...this.#rows.values()],
      transfers: this.#transfers,
      balances: [...this.#balanceRows.values()].filter(({ minor }) => minor !== 0n),
      counters: [...this.#counterRows.values()].filter(({ move }) => move.minor !== 0n),
      feed: this.#feed,
      untold: this.#untold,
      gates: [...new Set(this.#feed.map(({ companyId }) => companyId))].map((companyId) => ({
        companyId,
        nextFeedNumber: this.#gates.get(companyId) ?? 1n,
      })),
    };
  }

  #touchedFunds(): { companyId: string; currency: string }[] {
    return [...this.#balanceRows.values()].filter(({ account }) => account === 'AVAILABLE');
  }

  #settle(companyId: string, currency: string): void {
    const transfers = settleOverdraft(this.balance(companyId, currency, 'AVAILABLE'), this.balance(companyId, currency, 'RECEIVABLE'));
    this.#transfer(transfers, { companyId, currency }, { transactionId: null, cause: 'overdraft' });
  }

  #transfer(
    transfers: readonly Transfer[],
    { companyId, currency }: { companyId: string; currency: string },
    why: Pick<TransferRow, 'transactionId' | 'cause'>,
  ): void {
    if (transfers.length === 0) return;
    for (const transfer of transfers)
      this.#transfers.push({ ...transfer, ...why, companyId, currency, id: this.options.newId(), atMs: this.options.nowMs });
    for (const [account, minor] of balanceChanges(transfers)) {
      const key = balanceKey(companyId, currency, account);
      this.#balances.set(key, (this.#balances.get(key) ?? 0n) + minor);
      const row = this.#balanceRows.get(key);
      if (row === undefined) this.#balanceRows.set(key, { companyId, currency, account, minor });
      else row.minor += minor;
    }
  }

  #count(companyId: string, move: CounterMove): void {
    this.#counters.set(move.id, (this.#counters.get(move.id) ?? 0n) + move.minor);
    const known = this.#counterRows.get(move.id);
    this.#counterRows.set(move.id, { companyId, move: known === undefined ? move : { ...move, minor: known.move.minor + move.minor } });
  }

  #remember(purchase: StoredPurchase): void {
    this.#purchases.set(purchase.id, purchase);
    this.#byToken.set(purchase.token, purchase);
    for (const { token } of purchase.messages) this.#byToken.set(token, purchase);
    for (const { token } of purchase.verdicts) this.#byToken.set(token, purchase);
    const { token, position } = purchase;
    for (const naming of this.#refunds.values()) naming.delete(token);
    const original = givesBackTo(purchase);
    if (original === null) return;
    const naming = this.#refunds.get(original) ?? new Map<string, bigint>();
    this.#refunds.set(original, naming.set(token, -position.cleared));
  }

  #announce({ companyId, id, cardId, userId, teamIds }: StoredPurchase, event: string): void {
    const number = this.#gates.get(companyId);
    if (number === undefined) throw new Error(`the gate of company ${companyId} was not taken`);
    this.#gates.set(companyId, number + 1n);
    this.#feed.push({
      companyId,
      number,
      id: this.options.newId(),
      event,
      atMs: this.options.nowMs,
      transactionId: id,
      cardId,
      userId,
      teamIds,
    });
  }
}

function foreignIn(description: PurchaseDescription | null): Foreign | null {
  return description?.original ? { original: description.original, rate: description.rate } : null;
}

const NO_REFUNDS: ReadonlyMap<string, bigint> = new Map();

function pickStored(state: PurchaseState): Partial<StoredPurchase> {
  const { kind, status, atMs, held, cleared, credited, fees, disputed, refunded, parts, unconfirmed } = state;
  return { kind, status, atMs, position: { held, cleared, credited, fees, disputed }, refunded, parts, unconfirmed };
}

const EVENT_OF_STATUS: Readonly<Record<StoredPurchase['status'], string>> = {
  PENDING: 'transaction.approved',
  CLEARED: 'transaction.cleared',
  REVERSED: 'transaction.reversed',
  EXPIRED: 'transaction.expired',
  DECLINED: 'transaction.declined',
};

/** What a person who watches would be told, in the past tense; null when there is nothing new to see. */
function nameOfChange(before: StoredPurchase | null, after: StoredPurchase): string | null {
  if (before === null || before.status !== after.status) {
    if (after.kind === 'REFUND' && after.status === 'CLEARED') return 'transaction.refunded';
    if (after.kind === 'CREDIT' && after.status === 'CLEARED') return 'transaction.credited';
    return EVENT_OF_STATUS[after.status];
  }
  const changed = MONEY.some((name) => before.position[name] !== after.position[name]) || before.refunded !== after.refunded;
  if (changed) return 'transaction.updated';
  return before.unconfirmed && !after.unconfirmed ? 'transaction.confirmed' : null;
}

const MONEY = ['held', 'cleared', 'credited', 'fees', 'disputed'] as const;

function countsAlike(before: StoredPurchase | null, after: StoredPurchase): boolean {
  if (before === null) return false;
  return before.kind === after.kind && before.status === after.status && before.atMs === after.atMs && sameParts(before.parts, after.parts);
}

function sameParts(before: StoredPurchase['parts'], after: StoredPurchase['parts']): boolean {
  return before.length === after.length && before.every(({ atMs, minor }, at) => atMs === after[at]?.atMs && minor === after[at]?.minor);
}

/** The exceptions that a purchase was let through by. */
export function exceptionsOf(purchase: Pick<StoredPurchase, 'verdicts'> | null): string[] {
  return [...new Set((purchase?.verdicts ?? []).flatMap(({ exceptionId }) => exceptionId ?? []))];
}

/** What was authorised of a purchase so far, as its limits see it. */
export function countedOf({ parts }: Pick<StoredPurchase, 'parts'>): bigint {
  return parts.reduce((sum, { minor }) => sum + minor, 0n);
}

export function fundsOf(book: Book, companyId: string, currency: string): { available: Money; held: Money } {
  return {
    available: { minor: book.spendable(companyId, currency), currency },
    held: { minor: book.balance(companyId, currency, 'HELD'), currency },
  };
}
