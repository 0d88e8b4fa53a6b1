import { Book } from '../../authorization/book.ts';
import { balanceKey, type Gathered, isGone, type SeenAuthorization } from '../../authorization/gather.ts';
import { judgeBatch, type Question } from '../../authorization/judge.ts';
import { methodOf } from '../../authorization/methods.ts';
import type { AuthorizationRow, TransferRow, Writes } from '../../authorization/record.ts';
import { type CompiledControls, compileControls } from '../../controls/compile.ts';
import { COUNT } from '../../controls/counter.ts';
import { messageType } from '../../ledger/message-type.ts';
import type { Message, MessageState } from '../../ledger/purchase.ts';
import type { StoredPurchase } from '../../ledger/stored-purchase.ts';
import { type Account, ACCOUNTS, balanceChanges, settleOverdraft, type Transfer } from '../../ledger/transfer.ts';
import { type Applied, applyMessage, type ToApply } from '../../transactions/apply.ts';
import type { NaiveCalendar, NaiveCard, NaiveLimit } from './naive-books.ts';
import type { Answered, What } from './naive-purchase.ts';

const CURRENCY = 'USD';
const MERCHANT = { name: 'BLUE DOOR', mid: '1', networkMid: null, mcc: '5814', city: null, state: null, postalCode: null, country: null };

/** What is asked at the gateway. */
export type Ask = {
  readonly token: string;
  readonly relatedTo: string | null;
  readonly by: NaiveCard;
  readonly amount: bigint;
  readonly at: number;
};

/** What Marqeta tells. */
export type Tell = {
  readonly token: string;
  /** Of the purchase's first message. */
  readonly root: string;
  readonly refundOf: string | null;
  readonly by: NaiveCard;
  readonly what: What;
  readonly at: number;
  readonly amount: bigint;
  readonly ends: boolean;
  readonly failed: boolean;
};

/** The product's own code over tables in memory: what the SQL of gather and record does, and nothing else, stands here instead. */
export class BooksInMemory {
  readonly purchases = new Map<string, StoredPurchase>();
  readonly transfers: (Transfer & Pick<TransferRow, 'transactionId'>)[] = [];
  readonly #balances = new Map<string, bigint>();
  readonly #counters = new Map<string, { name: string; minor: bigint }>();
  readonly #authorizations: AuthorizationRow[] = [];
  readonly #takenBack = new Set<string>();
  readonly #controls: CompiledControls;
  #nextFeedNumber = 1n;
  #serial = 0;

  constructor(
    readonly company: string,
    zone: string,
    limits: readonly NaiveLimit[],
    calendar: NaiveCalendar,
  ) {
    this.#controls = compileControls(
      { companyId: company, version: 1, timeZone: zone, calendar },
      limits.map(({ scope, subject, window, counts, days, limit, shadow }, i) => ({
        ...{ id: `control-${i}`, scope, subjectId: scope === 'COMPANY' ? null : subject, version: 1 },
        ...{ controlType: counts === 'AMOUNT' ? 'AMOUNT_LIMIT' : 'COUNT_LIMIT', mode: shadow ? ('SHADOW' as const) : ('ENFORCE' as const) },
        config: {
          ...(counts === 'AMOUNT' ? { amountMinor: limit.toString(), currency: CURRENCY } : { count: Number(limit) }),
          ...(window === 'ROLLING' ? { window, days } : { window }),
        },
      })),
    );
  }

  topUp(minor: bigint): void {
    this.#write([{ kind: 'top_up', debit: 'EXTERNAL', credit: 'AVAILABLE', minor }]);
    this.#write(settleOverdraft(this.#balance('AVAILABLE'), this.#balance('RECEIVABLE')));
  }

  /** Decides as one batch. */
  ask(questions: readonly Ask[], nowMs: number): string[] {
    const tokens = questions.flatMap(({ token, relatedTo }) => (relatedTo === null ? [token] : [token, relatedTo]));
    const gathered = this.#gather(tokens);
    const book = this.#book(gathered, nowMs);
    const facts = { gathered, controlsOf: () => this.#controls, book, nowMs, newId: () => this.#id() };
    const { answers, authorizations } = judgeBatch(
      questions.map((ask) => this.#question(ask)),
      facts,
    );
    this.#authorizations.push(...authorizations);
    this.#record(book);
    return answers.map(({ outcome, reason }) => reason ?? outcome);
  }

  /** Applies as one batch. */
  tell(told: readonly Tell[], nowMs: number): Applied[] {
    const tokens = told.flatMap(({ token, root, refundOf }) => (refundOf === null ? [token, root] : [token, root, refundOf]));
    const book = this.#book(this.#gather(tokens), nowMs);
    const results = told.map((one) => applyMessage(this.#message(one), { book, controlsOf: () => this.#controls }));
    this.#record(book);
    return results;
  }

  /** Our answer as an event alone, as it would be found in the database: of a purchase of which others may have been told before. */
  answer({ token, what, at, amount, approved, takenBack }: Answered, root: string, by: NaiveCard, nowMs: number): void {
    const book = this.#book(this.#gather([token, root]), nowMs);
    const purchase =
      book.purchaseOf(token) ?? book.purchaseOf(root) ?? book.begin({ ...this.#subjects(by), token: root, currency: CURRENCY });
    if (purchase.verdicts.some((one) => one.token === token)) return;
    this.#enter(book, {
      ...purchase,
      linkedRefunds: new Map([...purchase.linkedRefunds, ...book.refundsNaming(token), ...book.refundsNaming(root)]),
      verdicts: [
        ...purchase.verdicts,
        {
          ...{ kind: 'VERDICT', token, effect: what === 'HOLD' ? 'HOLD' : 'POST', source: 'MERCHANT' },
          ...{ outcome: approved ? 'APPROVED' : 'DECLINED', amount, requested: amount, atMs: at, released: takenBack },
        },
      ],
    });
  }

  /** Takes an approval back. */
  takeBack(token: string, nowMs: number): void {
    const book = this.#book(this.#gather([token]), nowMs);
    const purchase = book.purchaseOf(token);
    if (purchase === null) throw new Error(`no purchase of ${token}`);
    this.#takenBack.add(token);
    this.#enter(book, { ...purchase, verdicts: purchase.verdicts.map((one) => (one.token === token ? { ...one, released: true } : one)) });
  }

  balances(): Record<string, bigint> {
    const balances = ACCOUNTS.map((account): [string, bigint] => [account, this.#balance(account)]);
    return Object.fromEntries(balances.filter(([, minor]) => minor !== 0n));
  }

  /** Those that count something, by scope, subject, unit, window and first day. */
  counters(): Map<string, bigint> {
    return new Map([...this.#counters.values()].filter(({ minor }) => minor !== 0n).map(({ name, minor }) => [name, minor]));
  }

  /** As the database finds it: by any of its messages. */
  purchaseOf(token: string): StoredPurchase | undefined {
    return [...this.purchases.values()].find((one) => tokensOf(one).has(token));
  }

  #balance(account: Account): bigint {
    return this.#balances.get(account) ?? 0n;
  }

  #id(): string {
    this.#serial += 1;
    return `id-${String(this.#serial).padStart(9, '0')}`;
  }

  #subjects({ card, person, team, program }: NaiveCard) {
    return { companyId: this.company, cardId: card, userId: person, cardProductId: program, teamIds: [team] };
  }

  #gather(tokens: readonly string[]): Gathered {
    const found = [...this.purchases.values()].filter((one) => tokens.some((token) => tokensOf(one).has(token)));
    const card = {
      status: 'ACTIVE',
      issuerStatus: 'ACTIVE',
      expiresAtMs: null,
      personStatus: 'ACTIVE',
      holderStatus: null,
      companyStatus: null,
    };
    return {
      gates: new Map([[this.company, { version: 1, nextFeedNumber: this.#nextFeedNumber }]]),
      balances: new Map([...this.#balances].map(([account, minor]) => [balanceKey(this.company, CURRENCY, account as Account), minor])),
      cards: new Map(CARDS.map((one) => [one.card, { ...card, teamIds: [one.team] }])),
      counters: new Map([...this.#counters].map(([id, { minor }]) => [id, minor])),
      seen: this.#authorizations.filter(({ transactionToken }) => tokens.includes(transactionToken)).map((row) => this.#seen(row)),
      purchases: found.map((purchase) => ({ ...purchase, linkedRefunds: this.#refundsOf(purchase) })),
      refunds: this.#refundsNaming(tokens),
    };
  }

  #refundsOf(purchase: StoredPurchase): Map<string, bigint> {
    const named = tokensOf(purchase);
    const refunds = [...this.purchases.values()].filter(({ refundOfToken }) => refundOfToken !== null && named.has(refundOfToken));
    return new Map(refunds.map((refund) => [refund.token, -refund.position.cleared]));
  }

  #refundsNaming(tokens: readonly string[]): Map<string, Map<string, bigint>> {
    const refunds = new Map<string, Map<string, bigint>>();
    for (const { refundOfToken, token, position } of this.purchases.values()) {
      if (refundOfToken === null || !tokens.includes(refundOfToken)) continue;
      refunds.set(refundOfToken, (refunds.get(refundOfToken) ?? new Map<string, bigint>()).set(token, -position.cleared));
    }
    return refunds;
  }

  #seen(row: AuthorizationRow): SeenAuthorization {
    const { companyId, id, jitToken, transactionToken, fingerprint, outcome, reason, currency, amount, transactionId } = row;
    const purchase = transactionId === null ? undefined : this.purchases.get(transactionId);
    const message = purchase?.messages.find(({ token }) => token === transactionToken);
    const failed = message?.state === 'DECLINED' || message?.state === 'ERROR';
    // Marqeta's own word restores what was taken back.
    const standsAlone = message === undefined ? !this.#takenBack.has(transactionToken) : !failed;
    const stands = standsAlone && !isGone(purchase?.status ?? null);
    return { companyId, id, jitToken, transactionToken, fingerprint, outcome, reason, currency, amount, stands, standsAlone };
  }

  #book(gathered: Gathered, nowMs: number): Book {
    return new Book(gathered, { nowMs, newId: () => this.#id() });
  }

  #enter(book: Book, purchase: StoredPurchase): void {
    book.enter({ purchase, description: null, controls: this.#controls.bindingOn(purchase), cause: 'model' });
    this.#record(book);
  }

  #record(book: Book): void {
    const writes = book.writes();
    for (const { purchase } of writes.purchases) this.purchases.set(purchase.id, purchase);
    this.transfers.push(...writes.transfers);
    for (const { account, minor } of writes.balances) this.#balances.set(account, this.#balance(account) + minor);
    this.#count(writes.counters);
    for (const { nextFeedNumber } of writes.gates) this.#nextFeedNumber = nextFeedNumber;
  }

  #count(counters: Writes['counters']): void {
    for (const { move } of counters) {
      const { id, scope, subjectId, unit, period, startsOn, minor } = move;
      const before = this.#counters.get(id)?.minor ?? 0n;
      this.#counters.set(id, {
        name: [scope, subjectId, unit === COUNT ? 'PURCHASES' : 'AMOUNT', period, startsOn].join(' '),
        minor: before + minor,
      });
    }
  }

  #write(transfers: readonly Transfer[]): void {
    this.transfers.push(...transfers.map((transfer) => ({ ...transfer, transactionId: null })));
    for (const [account, minor] of balanceChanges(transfers)) this.#balances.set(account, this.#balance(account) + minor);
  }

  #question({ token, relatedTo, by, amount, at }: Ask): Question {
    const methodName = relatedTo === null ? 'pgfs.authorization' : 'pgfs.authorization.incremental';
    return {
      request: {
        ...{ jitToken: `jit ${token}`, transactionToken: token, relatedToken: relatedTo, cardToken: by.card },
        ...{ methodName, method: methodOf(methodName), amount: { minor: amount, currency: CURRENCY }, amountUnderstood: true },
        ...{
          original: null,
          merchant: MERCHANT,
          traits: { mcc: MERCHANT.mcc, merchant: MERCHANT, country: null, currency: CURRENCY, channels: [] },
          network: null,
          partialApprovalCapable: false,
          atMs: at,
          fingerprint: `${token} ${amount}`,
        },
      },
      profile: { ...this.#subjects(by), currency: CURRENCY },
      isLate: () => false,
      timing: () => ({ batch: 1, waitedUs: 0, gatherUs: 0, decideUs: 0, leftMs: 1 }),
    };
  }

  #message({ token, root, refundOf, by, what, at, amount, ends, failed }: Tell): ToApply {
    const type = what === 'HOLD' && token !== root ? 'authorization.incremental' : TYPES[what];
    const message: Message = {
      ...{ kind: 'MESSAGE', token, type, state: stateOf(what, failed), atMs: at, amount, requested: amount, decrease: null },
      ...{ last: what === 'CLEARING' && ends, whole: what === 'RELEASE' && ends },
    };
    return {
      ...{
        message,
        effect: messageType(type)?.effect ?? null,
        cardToken: by.card,
        currency: CURRENCY,
        rootToken: root,
        refundOfToken: refundOf,
        aboutToken: root === token ? null : root,
      },
      ...{
        description: { merchant: MERCHANT, channels: [], network: null, original: null, rate: null, authorizationCode: null },
        detail: {},
        inboxId: null,
      },
      profile: { ...this.#subjects(by), currency: CURRENCY },
    };
  }
}

/** Three cards of two people; two of the cards are of one program. */
export const CARDS: readonly NaiveCard[] = [
  { card: 'card-1', person: 'maya', team: 'design', program: 'travel' },
  { card: 'card-2', person: 'maya', team: 'design', program: 'everyday' },
  { card: 'card-3', person: 'kenji', team: 'sales', program: 'travel' },
];

const TYPES: Readonly<Record<What, string>> = {
  HOLD: 'authorization',
  ADVICE: 'authorization.advice',
  RELEASE: 'authorization.reversal',
  EXPIRY: 'authorization.reversal.issuerexpiration',
  CLEARING: 'authorization.clearing',
  POSTED: 'pindebit',
  UNPOSTED: 'pindebit.reversal',
  REFUND: 'refund',
  CREDIT: 'original.credit.auth_plus_capture',
  FEE: 'fee.charge',
  DISPUTE_WON: 'dispute.credit',
  DISPUTE_LOST: 'dispute.debit',
};

function stateOf(what: What, failed: boolean): MessageState {
  if (failed) return 'DECLINED';
  return what === 'HOLD' || what === 'ADVICE' ? 'PENDING' : 'COMPLETION';
}

function tokensOf({ token, messages, verdicts }: StoredPurchase): ReadonlySet<string> {
  return new Set([token, ...messages.map((one) => one.token), ...verdicts.map((one) => one.token)]);
}
