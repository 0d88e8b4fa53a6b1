import { formatAmount, type Locale, type TimelineCode, timelineSentence } from '@afc/words';
import type { HoldCode } from '../authorization/hold-events.ts';
import { type Effect, messageType, type Source } from '../ledger/message-type.ts';
import type { MessageState } from '../ledger/purchase.ts';
import type { MessageDetail } from '../ledger/stored-purchase.ts';
import type { Money } from '../platform/money.ts';

/** A message of Marqeta, as it is kept. */
export type StoredMessage = {
  readonly id: string;
  readonly transactionId: string;
  readonly token: string;
  readonly type: string;
  readonly state: MessageState;
  readonly at: Date;
  readonly amount: Money;
  readonly detail: MessageDetail;
};

/** Our answer to one message. */
export type OwnAnswer = {
  readonly id: string;
  readonly transactionToken: string;
  readonly outcome: 'APPROVED' | 'DECLINED';
  readonly amount: Money;
  readonly requested: Money;
  readonly atMs: number;
};

/** What happened to the hold of one of our approvals, out of the ordinary. */
export type StoredHoldEvent = {
  readonly id: string;
  readonly transactionId: string;
  readonly authorizationId: string;
  readonly code: HoldCode;
  readonly at: Date;
  readonly amount: Money;
  /** Marqeta's words. */
  readonly detail: string | null;
};

/** A refund of its own that names this purchase. */
export type LinkedRefund = { readonly id: string; readonly transactionId: string; readonly at: Date; readonly amount: Money };

/** What was said or decided of a dispute of this purchase. */
export type DisputeNote = {
  readonly id: string;
  readonly disputeId: string;
  readonly transactionId: string;
  readonly kind: 'STATE' | 'EVIDENCE' | 'DECISION' | 'REFUSAL';
  readonly detail: string;
  readonly reason: string | null;
  readonly at: Date;
  readonly amount: Money;
};

/** One line in the life of a purchase. */
export type LifeEntry = {
  readonly id: string;
  readonly at: Date;
  /** Marqeta's type, or `decision`, `release`, `restore`, `refund`, `dispute`. */
  readonly kind: string;
  readonly code: TimelineCode;
  readonly amount: Money;
  readonly before: Money | null;
  /** Words of Marqeta's, or its type. */
  readonly detail: string | null;
  /** Id of the answer of ours that this line is about. */
  readonly answerId: string | null;
};

/** The whole life, oldest first; at one moment our answer comes before what followed from it. */
export function lifeOf(
  answers: readonly OwnAnswer[],
  messages: readonly StoredMessage[],
  refunds: readonly LinkedRefund[],
  disputes: readonly DisputeNote[] = [],
  holds: readonly StoredHoldEvent[] = [],
): LifeEntry[] {
  const declined = new Set(answers.filter(({ outcome }) => outcome === 'DECLINED').map(({ transactionToken }) => transactionToken));
  const checked = new Set(answers.filter((answer) => codeOfAnswer(answer) === 'VERIFIED').map(({ transactionToken }) => transactionToken));
  // What Marqeta says of a token just as we did is said once.
  const isSaid = ({ token, state, amount }: StoredMessage): boolean =>
    FAILED.has(state) ? declined.has(token) : amount.minor === 0n && checked.has(token);
  const told = messages.filter((message) => !isSaid(message)).sort(inTime);
  const entries = [
    ...answers.map(ofAnswer),
    ...ofMessages(told),
    ...refunds.map(ofRefund),
    ...disputes.map(ofDispute),
    ...holds.filter(({ code }) => TOLD_OF_HOLDS.has(code)).map(ofHold),
  ];
  return entries.sort((one, other) => one.at.getTime() - other.at.getTime() || rankOf(one) - rankOf(other) || asAnswered(one, other));
}

export function isDecline({ code }: Pick<LifeEntry, 'code'>): boolean {
  return code === 'DECLINED' || code === 'DECLINED_BY_ISSUER';
}

export function lifeSentence(locale: Locale, { code, amount, before, detail }: LifeEntry): string {
  return timelineSentence(locale, {
    code,
    amount: formatAmount(locale, amount),
    before: before === null ? null : formatAmount(locale, before),
    detail,
  });
}

const FAILED: ReadonlySet<MessageState> = new Set(['DECLINED', 'ERROR']);

/** At one moment: our answer, then a dispute in the order of its steps, then all else. */
function rankOf({ kind, code }: LifeEntry): number {
  if (kind === 'decision') return 0;
  return kind === 'dispute' ? 1 + DISPUTE_ORDER.indexOf(code) : 1 + DISPUTE_ORDER.length;
}

/** Marqeta's times are whole seconds; ids of our answers ascend. */
function asAnswered({ answerId: one }: LifeEntry, { answerId: other }: LifeEntry): number {
  if (one === null || other === null || one === other) return 0;
  return one < other ? -1 : 1;
}

const DISPUTE_ORDER: readonly TimelineCode[] = [
  'DISPUTE_EVIDENCE',
  'DISPUTE_OPENED',
  'DISPUTE_SENT',
  'DISPUTE_DOCUMENTS',
  'DISPUTE_REPRESENTED',
  'DISPUTE_INSISTED',
  'DISPUTE_GIVEN_UP',
  'DISPUTE_PREARBITRATION',
  'DISPUTE_ARBITRATION',
  'DISPUTE_WON',
  'DISPUTE_LOST',
  'DISPUTE_WRITE_OFF_ASKED',
  'DISPUTE_BORNE',
  'DISPUTE_STEP_REFUSED',
  'DISPUTE_REFUSED',
  'DISPUTE_WITHDRAWN',
];

function ofAnswer({ id, outcome, amount, requested, atMs }: OwnAnswer): LifeEntry {
  return {
    ...{ id, at: new Date(atMs), kind: 'decision', detail: null, answerId: id },
    code: codeOfAnswer({ outcome, amount, requested }),
    amount: outcome === 'APPROVED' ? amount : requested,
    before: amount.minor < requested.minor ? requested : null,
  };
}

/** The others are said by Marqeta's own message beside them, or are of no interest to who paid. */
const TOLD_OF_HOLDS: ReadonlySet<HoldCode> = new Set([
  'RELEASED_LATE',
  'RELEASED_IN_SILENCE',
  'RELEASED_TIMED_OUT',
  'RELEASED_UNHEARD',
  'HOLD_RESTORED',
  'HOLD_CONFIRMED',
]);

function ofHold({ id, code, at, amount }: StoredHoldEvent): LifeEntry {
  const kind = code.startsWith('RELEASED') ? 'release' : 'restore';
  return { id, at, kind, code, amount, before: null, detail: null, answerId: null };
}

function codeOfAnswer({ outcome, amount, requested }: Pick<OwnAnswer, 'outcome' | 'amount' | 'requested'>): TimelineCode {
  if (outcome === 'DECLINED') return 'DECLINED';
  if (requested.minor === 0n) return 'VERIFIED';
  return amount.minor < requested.minor ? 'APPROVED_PART' : 'APPROVED';
}

function ofRefund({ id, at, amount }: LinkedRefund): LifeEntry {
  return { id, at, kind: 'refund', code: 'REFUNDED', amount, before: null, detail: null, answerId: null };
}

/** What was said of a dispute, in the words of a purchase's life. */
function ofDispute({ id, kind, detail, reason, at, amount }: DisputeNote): LifeEntry {
  const code = kind === 'EVIDENCE' ? 'DISPUTE_EVIDENCE' : (DISPUTE_CODES[kind][detail] ?? 'DISPUTE');
  const told = code === 'DISPUTE' ? detail : code === 'DISPUTE_STEP_REFUSED' ? reason : null;
  // Marqeta's times are whole seconds: what we asked for within one would else stand after its answer.
  const second = new Date(Math.floor(at.getTime() / 1_000) * 1_000);
  return { id, at: second, kind: 'dispute', code, amount, before: null, detail: told, answerId: null };
}

const DISPUTE_CODES: Readonly<Record<Exclude<DisputeNote['kind'], 'EVIDENCE'>, Readonly<Record<string, TimelineCode>>>> = {
  STATE: {
    WAITING: 'DISPUTE_OPENED',
    REFUSED: 'DISPUTE_REFUSED',
    INITIATED: 'DISPUTE_SENT',
    RETRIEVAL_REQUEST: 'DISPUTE_DOCUMENTS',
    REPRESENTMENT: 'DISPUTE_REPRESENTED',
    PREARBITRATION: 'DISPUTE_PREARBITRATION',
    PREARB_RESPONDED: 'DISPUTE_REPRESENTED',
    ARBITRATION: 'DISPUTE_ARBITRATION',
    CASE_WON: 'DISPUTE_WON',
    CASE_LOST: 'DISPUTE_LOST',
    NETWORK_REJECTED: 'DISPUTE_REFUSED',
    WITHDRAWN: 'DISPUTE_WITHDRAWN',
    WRITTEN_OFF_ISSUER: 'DISPUTE_BORNE',
    WRITTEN_OFF_PROGRAM: 'DISPUTE_BORNE',
  },
  DECISION: { INSIST: 'DISPUTE_INSISTED', ACCEPT: 'DISPUTE_GIVEN_UP', WRITE_OFF: 'DISPUTE_WRITE_OFF_ASKED' },
  REFUSAL: {
    OPEN: 'DISPUTE_REFUSED',
    PREARBITRATION: 'DISPUTE_STEP_REFUSED',
    ARBITRATION: 'DISPUTE_STEP_REFUSED',
    CASE_LOST: 'DISPUTE_STEP_REFUSED',
    WRITTEN_OFF_PROGRAM: 'DISPUTE_STEP_REFUSED',
  },
};

/** Each message against what was held before it: a clearing of less, more or without a hold reads differently. */
function ofMessages(messages: readonly StoredMessage[]): LifeEntry[] {
  let held = 0n;
  return messages.map((message) => {
    const { id, at, type, amount } = message;
    const { code, holds, detail } = readMessage(message, held);
    const before = held > 0n ? { minor: held, currency: amount.currency } : null;
    held = holds;
    return { id, at, kind: type, code, amount, before, detail, answerId: null };
  });
}

type Reading = { readonly code: TimelineCode /** What is held afterwards. */; readonly holds: bigint; readonly detail: string | null };

function readMessage({ type, state, amount: { minor }, detail }: StoredMessage, held: bigint): Reading {
  const known = messageType(type);
  if (known === null) return { code: 'NOT_UNDERSTOOD', holds: held, detail: type };
  if (FAILED.has(state)) return { code: 'DECLINED_BY_ISSUER', holds: held, detail: detail.responseMemo ?? null };
  const plain = (code: TimelineCode, holds = held): Reading => ({ code, holds, detail: null });
  switch (known.effect) {
    case 'HOLD':
      if (minor === 0n) return plain('VERIFIED');
      if (detail.standInBy !== undefined) return plain('STOOD_IN', held + minor);
      return plain(held > 0n ? 'HELD_MORE' : 'HELD', held + minor);
    case 'ADVICE':
      return plain('LOWERED', minor < held ? minor : held);
    case 'RELEASE':
      return detail.whole === true || minor >= held ? plain('RELEASED', 0n) : plain('RELEASED_PART', held - minor);
    case 'EXPIRE':
      return plain('EXPIRED', 0n);
    case 'CLEAR':
      return readClearing(minor, held, detail.last === true);
    case 'TOLD':
      return { code: 'DISPUTE', holds: held, detail: type };
    case 'DISPUTE_CREDIT':
      return plain(creditOf(type));
    case 'DISPUTE_DEBIT':
      return plain('DISPUTE_TAKEN_BACK');
    default:
      return plain(codeOf(known.effect, known.source));
  }
}

function readClearing(minor: bigint, held: bigint, last: boolean): Reading {
  const left = last || minor >= held ? 0n : held - minor;
  const code = held === 0n ? 'CLEARED_WITHOUT_HOLD' : minor > held ? 'CLEARED_MORE' : left > 0n ? 'CLEARED_PART' : 'CLEARED';
  return { code, holds: left, detail: null };
}

function creditOf(type: string): TimelineCode {
  if (type.endsWith('.provisional.credit')) return 'DISPUTE_CREDITED_EARLY';
  return type.endsWith('.writeoff') ? 'DISPUTE_WRITTEN_OFF' : 'DISPUTE_CREDITED';
}

type Plain = Exclude<Effect, 'HOLD' | 'ADVICE' | 'RELEASE' | 'EXPIRE' | 'CLEAR' | 'DISPUTE_CREDIT' | 'DISPUTE_DEBIT' | 'TOLD'>;

function codeOf(effect: Plain, source: Source): TimelineCode {
  const byMerchant = source === 'MERCHANT';
  switch (effect) {
    case 'POST':
      return 'POSTED';
    case 'UNPOST':
    case 'TAKE_BACK':
      return 'TAKEN_BACK';
    case 'ANNOUNCE':
      return byMerchant ? 'REFUND_ANNOUNCED' : 'CREDIT_ANNOUNCED';
    case 'GIVE':
      return byMerchant ? 'REFUNDED' : 'CREDITED';
    case 'WITHDRAW':
      return byMerchant ? 'REFUND_WITHDRAWN' : 'CREDIT_WITHDRAWN';
    case 'FEE':
      return 'FEE';
    case 'FEE_BACK':
      return 'FEE_RETURNED';
    case 'NOTHING':
      return 'VERIFIED';
  }
}

const ORDER: readonly Effect[] = [
  'HOLD',
  'POST',
  'ANNOUNCE',
  'ADVICE',
  'RELEASE',
  'CLEAR',
  'GIVE',
  'UNPOST',
  'WITHDRAW',
  'TAKE_BACK',
  'EXPIRE',
  'FEE',
  'FEE_BACK',
];

/** As the fold orders them; at one moment what begins a hold before what adds to it, and the clearing that ends it after the others. */
function inTime(one: StoredMessage, other: StoredMessage): number {
  const rank = ({ type }: StoredMessage) => {
    const known = messageType(type);
    const place = known === null ? -1 : ORDER.indexOf(known.effect);
    return place === -1 ? ORDER.length : place;
  };
  const late = ({ type, detail }: StoredMessage) => Number(type.endsWith('.incremental') || detail.last === true);
  return one.at.getTime() - other.at.getTime() || rank(one) - rank(other) || late(one) - late(other) || (one.token < other.token ? -1 : 1);
}
