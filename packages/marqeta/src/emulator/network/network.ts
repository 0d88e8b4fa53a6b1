import { notePinTried } from '../card-access/pin-attempts.ts';
import { ApiError, invalidField, notFound, unknownRelation } from '../core/api-error.ts';
import { DAY_MS, type EmulatorClock } from '../core/clock.ts';
import type { Exchanges } from '../core/exchanges.ts';
import type { Ids } from '../core/ids.ts';
import type { Units } from '../core/money.ts';
import type { Body, Resources } from '../core/resources.ts';
import type { Scheduler } from '../core/scheduler.ts';
import type { Store } from '../core/store.ts';
import type { Transport } from '../core/transport.ts';
import type { WebhookSender } from '../delivery/sender.ts';
import type { Faults } from '../faults/faults.ts';
import type { Settings } from '../settings.ts';
import { type Account, EMPTY, plus } from './account.ts';
import { categoryHold, type CategoryHold } from './category-holds.ts';
import { Commando } from './commando.ts';
import { type Context, contextOf, path } from './context.ts';
import { Decider } from './decider.ts';
import { type EventRule, eventRule, mayFollow } from './events.ts';
import { partialAllowed } from './facts.ts';
import { amountsOf, effectOf, impactedBy, isTooLate, movedBy, statesOf } from './effects.ts';
import { Ledger } from './ledger.ts';
import { clearingDetails } from './clearing.ts';
import { type Draft, report, verifiesAccount } from './message.ts';
import { networkBlocks } from './network-blocks.ts';
import { payFromAccount } from './own-funds.ts';
import { payerOf, payerOfMessage } from './payer.ts';
import { applyEffect, type Purchase, refusalToFollow } from './purchase.ts';
import { includesMcc } from './spend/control.ts';
import { SpendControls } from './spend/spend-controls.ts';
import { type Terms, terms } from './terms.ts';
import type { Answer, Verdict } from './verdict.ts';
import { verificationBlocks } from './verification.ts';

export interface NetworkDeps {
  readonly store: Store;
  readonly resources: Resources;
  readonly exchanges: Exchanges;
  readonly transport: Transport;
  readonly faults: Faults;
  readonly sender: WebhookSender;
  readonly scheduler: Scheduler;
  readonly clock: EmulatorClock;
  readonly ids: Ids;
  readonly settings: Settings;
}

/** What came of a message, for those who only want to know that. */
export interface Happened {
  readonly transaction: Body;
  readonly purchase: Purchase;
}

const HOLD_EXPIRY = 'hold.expire';
/** "Further activity prevents" what was asked. */
const TOO_LATE = '1019';
const WRONG_PIN = '1809';

/** Marqeta's part in a purchase: judges, asks the gateway, keeps the books of holds, and reports (wire-format §17). */
export class Network {
  readonly #deps: NetworkDeps;
  readonly #decider: Decider;
  readonly #underWay = new Set<Promise<Happened>>();
  readonly ledger: Ledger;
  readonly spend: SpendControls;
  readonly commando: Commando;

  constructor(deps: NetworkDeps) {
    this.#deps = deps;
    this.ledger = new Ledger(deps.store);
    this.spend = new SpendControls(deps);
    this.commando = new Commando(deps);
    this.#decider = new Decider(deps, this.spend, this.commando);
    deps.scheduler.handle(HOLD_EXPIRY, async (task) => void (await this.expire(task.subject, task.at)));
  }

  /** One message from its terminal to its outcome. Throws `ApiError` when it cannot even be sent. */
  send(sent: Terms): Promise<Happened> {
    const work = this.#send(sent);
    this.#underWay.add(work);
    const forget = (): void => void this.#underWay.delete(work);
    work.then(forget, forget);
    return work;
  }

  /** Resolves when no message is on its way any more: each has had its outcome written down. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  async #send(sent: Terms): Promise<Happened> {
    const started = performance.now();
    const draft = this.#prepare(sent);
    try {
      const verdict = draft.rule.asked ? await this.#decider.decide(draft) : null;
      return this.#record(draft, verdict, performance.now() - started);
    } finally {
      this.spend.release(draft.tokens.transaction);
    }
  }

  /** A message of which the gateway is only told: nothing is waited for, so it can belong to the caller's own change. */
  tell(sent: Terms): Happened {
    const started = performance.now();
    const draft = this.#prepare(sent);
    if (draft.rule.asked) throw new RangeError(`The gateway is asked about ${sent.eventType}.`);
    return this.#record(draft, null, performance.now() - started);
  }

  #prepare(sent: Terms): Draft {
    const followed = sent.preceding === null ? null : this.#purchaseOf(sent.preceding);
    // A force post names any transaction of the card, yet stands alone (§16.1).
    const purchase = sent.forcePost ? null : followed;
    const cardToken = followed?.cardToken ?? sent.cardToken;
    if (cardToken === null) throw unknownRelation('Card');
    const rule = this.#rule(sent, purchase);
    const context = contextOf(this.#deps.resources, this.#deps.store, cardToken);
    const draft = this.#draft(sent, rule, context, purchase, followed);
    const refusal = purchase === null ? null : refusalToFollow(purchase, effectOf(draft, draft.amounts.funded, this.#isFinal(draft)));
    if (refusal !== null) throw new ApiError(400, '400017', refusal);
    return draft;
  }

  /** Releases what is left of a purchase from the issuer's side, or as much of it as is said (§9.3). */
  release(transaction: string, amount: Units | null): Promise<Happened> {
    return this.send(terms('authorization.reversal', this.#deps.clock.now(), { preceding: transaction, amount }));
  }

  /** Releases a hold that ran out; `null` when there is none any more. */
  async expire(token: string, at: number): Promise<Happened | null> {
    const purchase = this.ledger.purchase(token);
    if (purchase === null || purchase.state !== 'PENDING' || purchase.held === 0) return null;
    const eventType = EXPIRIES[purchase.type] ?? 'authorization.reversal.issuerexpiration';
    return this.send(terms(eventType, at, { preceding: token }));
  }

  #rule(sent: Terms, purchase: Purchase | null): EventRule {
    const of = { accountVerification: (sent.amount ?? 0) === 0, forced: purchase === null };
    const rule = eventRule(sent.eventType, of, this.#deps.settings.unconfirmed);
    if (rule === null) throw notFound('Event type');
    if (rule.follows === 'must' && purchase === null) throw notFound('Original transaction');
    if (rule.follows === 'may' && rule.effect === 'POST' && rule.side === 'DEBIT' && purchase === null && !sent.forcePost) {
      throw notFound('Original transaction');
    }
    if (purchase !== null && !mayFollow(rule, purchase.side))
      throw new ApiError(400, '400017', 'The original transaction is of another kind');
    if (sent.amount !== null && sent.amount < 0) throw invalidField('amount', 'must not be negative');
    return rule;
  }

  #purchaseOf(transaction: string): Purchase {
    const purchase = this.ledger.purchaseOf(transaction);
    if (purchase === null) throw notFound('Original transaction');
    return purchase;
  }

  #draft(sent: Terms, rule: EventRule, context: Context, purchase: Purchase | null, followed: Purchase | null): Draft {
    const { ids, settings, resources } = this.#deps;
    const tokens = {
      transaction: ids.uuid(),
      order: purchase?.orderToken ?? ids.uuid(),
      orderTransaction: ids.uuid(),
      jit: ids.uuid(),
    };
    const inherited = followed === null ? null : this.ledger.networkBlocks(followed.token);
    const currency = followed?.currency ?? sent.currency;
    const { product } = context;
    const payer = payerOfMessage(resources, { rule, product, payer: payerOf(resources, product), purchase }, settings.unconfirmed);
    const network = inherited ?? {
      ...networkBlocks(sent, ids, settings.unconfirmed.lodgingHoldDays),
      ...verificationBlocks(context, sent),
    };
    const hold = this.#categoryHold(sent, product);
    return {
      terms: { ...sent, currency, ...(inherited === null ? {} : placeOf(inherited, sent)) },
      rule,
      context,
      tokens,
      purchase,
      network,
      amounts: amountsOf(sent, rule, purchase, { hold, choices: settings.unconfirmed }),
      holdDays: lifeCycleOf(sent, network) ?? hold.days ?? settings.unconfirmed.holdDays,
      payer,
      standIn: rule.type === 'authorization.standin' ? 'NETWORK' : null,
      account: this.ledger.account(context.account.token, currency) ?? EMPTY,
      withOrder: payer.kind !== 'ACCOUNT',
    };
  }

  #categoryHold({ acceptor }: Terms, product: Body): CategoryHold {
    const groups = this.#deps.resources.all('mccgroup').map(({ body }) => body);
    return categoryHold(
      product,
      groups.filter((group) => group['active'] === true && includesMcc(group['mccs'] as string[], acceptor.mcc)),
    );
  }

  #isFinal({ terms: sent, amounts, purchase }: Draft): boolean {
    if (sent.isFinal !== null) return sent.isFinal;
    if (sent.sequence !== null) return sent.sequence.number >= sent.sequence.count;
    return amounts.amount >= (purchase?.held ?? 0) || this.#deps.settings.unconfirmed.lowerClearingIsFinal;
  }

  /** Everything that follows from the outcome, at once: message, purchase, account, expiry, notification. */
  #record(prepared: Draft, verdict: Verdict | null, durationMs: number): Happened {
    const draft = verdict?.kind === 'STOOD_IN' ? stoodIn(prepared, verdict) : prepared;
    return this.#deps.store.atomically(() => {
      const early = verdict?.kind === 'DECLINED_BEFORE' ? verdict : null;
      const answered = this.#answer(draft, verdict);
      const funded = answered?.approved === true ? answered.amount : draft.amounts.funded;
      const before = this.#current(draft);
      const tooLate = isTooLate(draft, before, funded);
      const approved = early === null && !tooLate && (answered?.approved ?? true);
      const after = approved ? this.#after(draft, before, funded) : before;
      const purchase = after ?? this.#declined(draft);
      const moved = movedBy(draft, before, purchase, funded);
      const identifier = this.ledger.nextIdentifier();
      const transaction = report(
        { ...draft, purchase: before, withOrder: early === null && draft.withOrder },
        {
          identifier,
          ...statesOf(draft, approved, purchase, this.#deps.settings.unconfirmed),
          responseCode: early?.code ?? (tooLate ? TOO_LATE : (answered?.responseCode ?? '0000')),
          information: early?.information ?? null,
          approvalCode: approved ? (this.ledger.approvalCode(before?.token) ?? this.#deps.ids.digits(6)) : null,
          amount: approved && funded < draft.amounts.funded ? funded : draft.amounts.amount,
          funded,
          impacted: approved ? impactedBy(draft, funded) : null,
          account: plus(this.#accountOf(draft) ?? EMPTY, moved),
          durationMs,
          gatewayLog: answered?.log ?? null,
          answer: answered?.answer ?? null,
          extra: this.#extra(draft, approved, before, purchase),
        },
      );
      this.#keep(draft, transaction, purchase, moved);
      this.spend.book(draft, approved, before, purchase);
      this.#notePin(draft, early?.code ?? null);
      return { transaction, purchase };
    });
  }

  #answer(draft: Draft, verdict: Verdict | null): Answer | null {
    if (verdict?.kind === 'ANSWERED' || verdict?.kind === 'STOOD_IN') return verdict.answer;
    if (verdict?.kind !== 'ACCOUNT_DECIDES') return null;
    const wanted = {
      amount: draft.amounts.funded,
      credit: draft.rule.side === 'CREDIT',
      accountVerification: verifiesAccount(draft),
      partialAllowed: partialAllowed(draft),
    };
    return payFromAccount(wanted, this.#accountOf(draft)?.available ?? null);
  }

  /** Every holder has an account in the programme's own currency. */
  #accountOf({ context, terms: { currency } }: Draft): Account | null {
    return this.ledger.account(context.account.token, currency) ?? (currency === 'USD' ? EMPTY : null);
  }

  /** The purchase as it stands now: while the gateway was asked, something else may have happened to it. */
  #current({ purchase }: Draft): Purchase | null {
    return purchase === null ? null : (this.ledger.purchase(purchase.token) ?? purchase);
  }

  #after(draft: Draft, before: Purchase | null, funded: Units): Purchase {
    if (before !== null) return applyEffect(before, effectOf({ ...draft, purchase: before }, funded, this.#isFinal(draft)));
    const { rule, terms: sent } = draft;
    const fresh = this.#declined(draft);
    if (rule.effect === 'HOLD') {
      return { ...fresh, state: 'PENDING', authorized: funded, held: funded, expiresAt: sent.at + draft.holdDays * DAY_MS };
    }
    if (rule.effect === 'NONE') {
      const state = verifiesAccount(draft) ? 'CLEARED' : 'COMPLETION';
      return { ...fresh, state, authorized: 0 };
    }
    return { ...fresh, state: 'COMPLETION', cleared: funded };
  }

  #declined({ terms: sent, rule, context, tokens, amounts, payer }: Draft): Purchase {
    return {
      token: tokens.transaction,
      type: rule.type,
      side: rule.side,
      cardToken: context.cardToken,
      account: context.account.token,
      currency: sent.currency,
      time: sent.at,
      state: 'DECLINED',
      authorized: amounts.amount,
      held: 0,
      cleared: 0,
      refunded: 0,
      expiresAt: null,
      orderToken: tokens.order,
      funding: payer.kind,
      fundingSource: payer.source?.token ?? null,
      jitToken: tokens.jit,
      increments: [],
    };
  }

  #extra(draft: Draft, approved: boolean, before: Purchase | null, after: Purchase): Body {
    if (!approved || draft.rule.effect !== 'POST' || draft.rule.asked) return {};
    return clearingDetails(draft, before, after, this.#isFinal(draft), this.#deps.ids);
  }

  #keep(draft: Draft, transaction: Body, purchase: Purchase, moved: Account): void {
    const { sender, scheduler } = this.#deps;
    const { rule, context, terms: sent, tokens, payer } = draft;
    const text = JSON.stringify(transaction);
    this.ledger.keep(purchase, transaction, { text, at: sent.at, fundingSource: payer.source?.token ?? null });
    this.ledger.move(context.account.token, sent.currency, moved, sent.at);
    if (rule.effect === 'HOLD' && purchase.expiresAt !== null) scheduler.add(purchase.expiresAt, HOLD_EXPIRY, purchase.token, {});
    if (purchase.state === 'CLEARED' && rule.follows !== 'never') scheduler.cancel(HOLD_EXPIRY, purchase.token);
    sender.notify({
      envelope: 'transactions',
      eventType: `transaction.${rule.type}`,
      token: tokens.transaction,
      text,
      purchase: purchase.token,
      ...(context.gateway === null || payer.kind !== 'GATEWAY' || !('gpa_order' in transaction || 'gpa_order_unload' in transaction)
        ? {}
        : { headers: context.gateway.headers }),
    });
  }

  /** Only a PIN that was looked at counts: a card that was declined for something else says nothing about it. */
  #notePin({ context, terms: { at, point } }: Draft, declinedFor: string | null): void {
    const wrong = declinedFor === WRONG_PIN;
    if (point.pin === null || context.secrets.pin === null || (declinedFor !== null && !wrong)) return;
    notePinTried(this.#deps, context.card, { right: !wrong, allowed: this.#deps.settings.unconfirmed.pinAttempts, at });
  }
}

/** Credits that were announced and never came are withdrawn; all else expires. */
const EXPIRIES: Readonly<Record<string, string>> = {
  'refund.authorization': 'refund.authorization.reversal',
  'original.credit.authorization': 'original.credit.authorization.reversal',
  'pindebit.authorization': 'pindebit.authorization.reversal.issuerexpiration',
};

/** What the network says of an open-ended authorization; `null` when it says nothing. */
function lifeCycleOf({ isPreauthorization }: Terms, network: Body): number | null {
  const days = path(network, 'transaction_metadata')?.['authorization_life_cycle'];
  return isPreauthorization && typeof days === 'number' ? days : null;
}

function stoodIn(draft: Draft, { by, source }: Extract<Verdict, { kind: 'STOOD_IN' }>): Draft {
  return { ...draft, payer: { kind: 'PROGRAM', source }, standIn: by };
}

/** A message that follows comes from where the purchase was made, and converts at its rate unless it says another. */
function placeOf(network: Body, sent: Terms): Pick<Terms, 'acceptor' | 'point' | 'conversion'> {
  const rate = path(network, 'currency_conversion', 'network')?.['conversion_rate'];
  const original = path(network, 'currency_conversion', 'network')?.['original_currency_code'];
  const sameRate =
    typeof rate === 'number' && typeof original === 'string' && sent.amount !== null
      ? { originalAmount: Math.round(sent.amount / rate / 100) * 100, rate, originalCurrency: original }
      : null;
  return {
    acceptor: { ...sent.acceptor, ...(network['card_acceptor'] as Terms['acceptor']) },
    point: { ...sent.point, cardPresent: path(network, 'pos')?.['card_presence'] === true },
    conversion: sent.conversion ?? sameRate,
  };
}
