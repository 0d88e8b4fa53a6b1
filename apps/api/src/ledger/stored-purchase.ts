import type { Effect, Source } from './message-type.ts';
import type { Part } from './counted-parts.ts';
import type { Message, MessageState, OwnVerdict, PurchaseEvent, TransactionKind, TransactionStatus } from './purchase.ts';
import type { RefundLink } from './refund-link.ts';
import type { Position } from './transfer.ts';

/** A purchase as the database has it: what was said of it, and what it has put into accounts and counters. */
export type StoredPurchase = {
  readonly id: string;
  readonly companyId: string;
  /** Of its first message. */
  readonly token: string;
  readonly cardId: string;
  readonly userId: string;
  readonly cardProductId: string;
  readonly teamIds: readonly string[];
  readonly currency: string;
  readonly kind: TransactionKind;
  readonly status: TransactionStatus;
  /** Of its first message. */
  readonly atMs: number;
  /** The merchant's category; empty when nobody has told it. */
  readonly mcc: string;
  readonly authorizationId: string | null;
  readonly refundOfToken: string | null;
  /** Null where `refundOfToken` says it all: it was named, or there is none. */
  readonly refundLink: RefundLink | null;
  readonly unconfirmed: boolean;
  readonly position: Position;
  readonly refunded: bigint;
  readonly parts: readonly Part[];
  readonly messages: readonly Message[];
  /** By token, what is kept of a message beside its columns. */
  readonly details: ReadonlyMap<string, MessageDetail>;
  readonly verdicts: readonly OwnVerdict[];
  /** By token, what each refund that names it has given back. */
  readonly linkedRefunds: ReadonlyMap<string, bigint>;
};

/** What the columns of a message do not say: what the fold reads, and what the timeline shows. */
export type MessageDetail = {
  readonly requested?: string;
  readonly decrease?: string;
  readonly last?: boolean;
  readonly whole?: boolean;
  readonly responseCode?: string;
  readonly responseMemo?: string;
  /** Which of Marqeta's own controls declined it (wire-format §7.1). */
  readonly responseInformation?: string;
  /** How Marqeta logged our answer: 200, 402, 96 (not understood), 97 (timed out) (wire-format §13.5). */
  readonly gatewayCode?: string;
  readonly gatewayTimedOut?: boolean;
  readonly standInBy?: string;
  readonly approvalCode?: string;
  /** Of a hold: when Marqeta will let it go by itself. */
  readonly expiresAt?: string;
  /** As the merchant charged it, when in another currency, and the rate. */
  readonly original?: { readonly minor: string; readonly currency: string };
  readonly rate?: string;
  readonly fees?: readonly NetworkFeeDetail[];
};

/** What network, acquirer or programme took for a message (wire-format §6.5). It informs: the message's amount has it or has it not. */
export type NetworkFeeDetail = {
  /** Marqeta's, such as `CUR_CONV_CARDHOLDER_FEE`. */
  readonly kind: string;
  readonly minor: string;
  readonly currency: string;
  /** It came back, or was earned. */
  readonly credit?: boolean;
};

/** The document that the SQL function `purchase_state` makes. */
export type PurchaseDocument = {
  readonly id: string;
  readonly companyId: string;
  readonly token: string;
  readonly cardId: string;
  readonly userId: string;
  readonly cardProductId: string;
  readonly teamIds: readonly string[];
  readonly currency: string;
  readonly kind: TransactionKind;
  readonly status: TransactionStatus;
  readonly atMs: number;
  readonly mcc: string;
  readonly authorizationId: string | null;
  readonly refundOfToken: string | null;
  readonly refundLink: RefundLink | null;
  readonly unconfirmed: boolean;
  readonly held: string;
  readonly cleared: string;
  readonly credited: string;
  readonly fees: string;
  readonly disputed: string;
  readonly refunded: string;
  readonly partAt: readonly number[];
  readonly partMinor: readonly string[];
  readonly events: readonly {
    readonly id: string;
    readonly token: string;
    readonly type: string;
    readonly state: MessageState;
    readonly at: number;
    readonly amount: string;
    readonly detail: MessageDetail;
  }[];
  readonly verdicts: readonly {
    readonly id: string;
    readonly token: string;
    readonly method: string;
    readonly outcome: 'APPROVED' | 'DECLINED';
    readonly amount: string;
    readonly requested: string;
    readonly at: number;
    readonly released: boolean;
    readonly expires: number | null;
    readonly exceptionId?: string | null;
  }[];
  readonly linkedRefunds: readonly { readonly token: string; readonly amount: string }[];
};

/** What an approval of a method does: the table of methods is the gateway's. */
export type EffectOfMethod = (method: string) => { readonly effect: Effect; readonly source: Source };

export function readPurchase(document: PurchaseDocument, effectOf: EffectOfMethod): StoredPurchase {
  const { held, cleared, credited, fees, disputed, refunded, partAt, partMinor, events, verdicts, linkedRefunds, ...rest } = document;
  return {
    ...rest,
    position: {
      held: BigInt(held),
      cleared: BigInt(cleared),
      credited: BigInt(credited),
      fees: BigInt(fees),
      disputed: BigInt(disputed),
    },
    refunded: BigInt(refunded),
    parts: partAt.map((atMs, i) => ({ atMs, minor: BigInt(partMinor[i] ?? '0') })),
    messages: events.map(({ token, type, state, at, amount, detail }) => ({
      kind: 'MESSAGE',
      token,
      type,
      state,
      atMs: at,
      amount: BigInt(amount),
      requested: detail.requested === undefined ? null : BigInt(detail.requested),
      decrease: detail.decrease === undefined ? null : BigInt(detail.decrease),
      last: detail.last ?? false,
      whole: detail.whole ?? false,
      ...(detail.expiresAt === undefined ? {} : { expiresMs: Date.parse(detail.expiresAt) }),
    })),
    details: new Map(events.map(({ token, detail }) => [token, detail])),
    verdicts: verdicts.map(({ token, method, outcome, amount, requested, at, released, expires, exceptionId }) => ({
      kind: 'VERDICT',
      token,
      ...effectOf(method),
      outcome,
      amount: BigInt(amount),
      requested: BigInt(requested),
      atMs: at,
      released,
      ...(expires === null ? {} : { expiresMs: expires }),
      exceptionId: exceptionId ?? null,
    })),
    linkedRefunds: new Map(linkedRefunds.map(({ token, amount }) => [token, BigInt(amount)])),
  };
}

export function eventsOf({ messages, verdicts }: Pick<StoredPurchase, 'messages' | 'verdicts'>): PurchaseEvent[] {
  return [...messages, ...verdicts];
}
