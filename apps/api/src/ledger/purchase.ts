import { countedParts, type Part } from './counted-parts.ts';
import { HOLD_LIFE_MS } from './hold-life.ts';
import { type Effect, messageType, type Source } from './message-type.ts';
import type { Step } from './step.ts';

/** Our own answer about a message: an event of the purchase like any other. */
export type OwnVerdict = {
  readonly kind: 'VERDICT';
  /** Of the message it answers. */
  readonly token: string;
  readonly effect: Effect;
  readonly source: Source;
  readonly outcome: 'APPROVED' | 'DECLINED';
  readonly amount: bigint;
  readonly requested: bigint;
  readonly atMs: number;
  /** We took the approval back: the answer was late, or Marqeta never knew of it. Its own word restores it. */
  readonly released: boolean;
  /** Of a hold: when Marqeta will let it go by itself. */
  readonly expiresMs?: number;
  /** Of the exception that let it through. */
  readonly exceptionId?: string | null;
};

export const MESSAGE_STATES = ['PENDING', 'CLEARED', 'COMPLETION', 'DECLINED', 'ERROR'] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** What Marqeta says of one message. Amounts are minor units of the card's currency. */
export type Message = {
  readonly kind: 'MESSAGE';
  readonly token: string;
  readonly type: string;
  readonly state: MessageState;
  readonly atMs: number;
  readonly amount: bigint;
  readonly requested: bigint | null;
  /** Of an advice: by how much the hold falls. Null when it only says what the hold becomes. */
  readonly decrease: bigint | null;
  /** A clearing after which no other comes. */
  readonly last: boolean;
  /** A reversal of all that was held. */
  readonly whole: boolean;
  /** Of a hold: when Marqeta will let it go by itself. */
  readonly expiresMs?: number;
};

export type PurchaseEvent = OwnVerdict | Message;

/**
 * - `PURCHASE`: something was asked for or taken; also when a fee came with it.
 * - `REFUND`: money that a merchant gives back. `CREDIT`: money that somebody sends from outside.
 * - `VERIFICATION`: a check of the card with nothing to pay.
 * - `FEE`: what the programme charges in messages of its own, and what of it came back. No purchase: limits count nothing of it.
 */
export type TransactionKind = 'PURCHASE' | 'REFUND' | 'CREDIT' | 'VERIFICATION' | 'FEE';
export type TransactionStatus = 'PENDING' | 'CLEARED' | 'REVERSED' | 'EXPIRED' | 'DECLINED';

/** What a purchase is, and what of it stands in each account. */
export type PurchaseState = {
  readonly kind: TransactionKind;
  readonly status: TransactionStatus;
  readonly amount: bigint;
  readonly requested: bigint;
  readonly held: bigint;
  /** In SPENT; negative for money given back by a merchant. */
  readonly cleared: bigint;
  /** From outside. */
  readonly credited: bigint;
  readonly fees: bigint;
  /** Back with the company because of a dispute. */
  readonly disputed: bigint;
  /** Given back by refunds of their own that name this purchase. */
  readonly refunded: bigint;
  readonly parts: readonly Part[];
  readonly atMs: number;
  /** Until when Marqeta holds what is held, if nothing else is said; null when nothing is. */
  readonly heldUntilMs: number | null;
  readonly unconfirmed: boolean;
};

/**
 * The state of a purchase from everything that was ever said of it. The order of arrival and repeats do not matter: events
 * are merged by message and put into the order of their own times.
 * @param linkedRefunds what refunds that name this purchase have given back
 */
export function foldPurchase(events: readonly PurchaseEvent[], linkedRefunds: bigint = 0n): PurchaseState {
  const steps = stepsOf(events);
  const [first] = steps;
  if (first === undefined) throw new RangeError('A purchase has at least one event.');
  const standing = steps.filter(({ stands }) => stands);
  const sum = (effect: Effect, source?: Source): bigint =>
    standing.reduce(
      (total, step) => (step.effect === effect && (source === undefined || step.source === source) ? total + step.amount : total),
      0n,
    );
  const counted = countedParts(standing, linkedRefunds);
  const taken = sum('CLEAR') + counted.posted;
  const given = atLeastZero(sum('GIVE', 'MERCHANT') - sum('TAKE_BACK', 'MERCHANT'));
  const credited = atLeastZero(sum('GIVE', 'OUTSIDE') - sum('TAKE_BACK', 'OUTSIDE'));
  const fees = sum('FEE') - sum('FEE_BACK');
  const disputed = atLeastZero(sum('DISPUTE_CREDIT') - sum('DISPUTE_DEBIT'));
  const kind = kindOf(first, steps);
  const money = { held: counted.held, cleared: taken - given, credited, fees, disputed };
  const status = statusOf(kind, standing, { held: counted.held, taken, back: given + credited, fees });
  return {
    kind,
    status,
    amount: amountOf(status, money, kind, first.requested),
    requested: first.requested,
    ...money,
    refunded: linkedRefunds,
    parts: counted.parts,
    atMs: first.atMs,
    heldUntilMs: counted.held > 0n ? heldUntil(standing) : null,
    unconfirmed: steps.some(({ unconfirmed }) => unconfirmed),
  };
}

/** An increment has a life of its own: the last to end. */
function heldUntil(standing: readonly Step[]): number {
  return Math.max(...standing.filter(({ effect }) => effect === 'HOLD').map(({ atMs, expiresMs }) => expiresMs ?? atMs + HOLD_LIFE_MS));
}

function isCredit(kind: TransactionKind): boolean {
  return kind === 'REFUND' || kind === 'CREDIT';
}

function kindOf(first: Step, steps: readonly Step[]): TransactionKind {
  if (isFee(steps)) return 'FEE';
  if (CREDITS.has(first.effect)) return first.source === 'MERCHANT' ? 'REFUND' : 'CREDIT';
  const verifies = first.effect === 'HOLD' && steps.every(({ amount, requested }) => amount === 0n && requested === 0n);
  return verifies ? 'VERIFICATION' : 'PURCHASE';
}

const CREDITS: ReadonlySet<Effect> = new Set(['ANNOUNCE', 'WITHDRAW', 'GIVE', 'TAKE_BACK', 'FEE_BACK']);

/** Charged by the programme, or given back, beside anything else. A fee that is announced or waived moves nothing. */
function isFee(steps: readonly Step[]): boolean {
  return steps.some(({ effect }) => FEES.has(effect)) && steps.every(({ effect }) => FEES.has(effect) || effect === 'NOTHING');
}

const FEES: ReadonlySet<Effect> = new Set(['FEE', 'FEE_BACK']);

type Moved = { readonly held: bigint; readonly taken: bigint; readonly back: bigint; readonly fees: bigint };

function statusOf(kind: TransactionKind, standing: readonly Step[], { held, taken, back, fees }: Moved): TransactionStatus {
  if (kind === 'FEE') return feeStatus(standing, fees);
  if (isCredit(kind)) return creditStatus(standing, back + atLeastZero(-fees));
  return purchaseStatus(standing, held, taken + atLeastZero(fees));
}

/** More may come back than was charged, when the charge has not been heard of. */
function feeStatus(standing: readonly Step[], fees: bigint): TransactionStatus {
  if (fees !== 0n) return 'CLEARED';
  return standing.some(({ effect }) => effect === 'FEE_BACK') ? 'REVERSED' : 'DECLINED';
}

function purchaseStatus(standing: readonly Step[], held: bigint, taken: bigint): TransactionStatus {
  if (taken > 0n) return 'CLEARED';
  if (held > 0n) return 'PENDING';
  const has = (...effects: Effect[]): boolean => standing.some(({ effect }) => effects.includes(effect));
  if (has('EXPIRE')) return 'EXPIRED';
  if (has('RELEASE', 'UNPOST', 'FEE_BACK') || standing.some(({ effect, amount }) => effect === 'HOLD' && amount > 0n)) return 'REVERSED';
  // A check of amount zero that was answered with yes has nothing more to come.
  return has('HOLD', 'POST') ? 'CLEARED' : 'DECLINED';
}

function creditStatus(standing: readonly Step[], given: bigint): TransactionStatus {
  if (given > 0n) return 'CLEARED';
  if (standing.some(({ effect }) => effect === 'WITHDRAW' || effect === 'TAKE_BACK')) return 'REVERSED';
  return standing.some(({ effect }) => effect === 'ANNOUNCE') ? 'PENDING' : 'DECLINED';
}

type MoneyOfPurchase = Pick<PurchaseState, 'held' | 'cleared' | 'credited' | 'fees' | 'disputed'>;

function amountOf(
  status: TransactionStatus,
  { held, cleared, credited, fees }: MoneyOfPurchase,
  kind: TransactionKind,
  requested: bigint,
): bigint {
  if (status === 'CLEARED') return cleared + fees - credited;
  if (isCredit(kind)) return -requested;
  return status === 'PENDING' ? held : requested;
}

/** Each message once, in the order of the messages' own times. */
function stepsOf(events: readonly PurchaseEvent[]): Step[] {
  const byToken = new Map<string, { message: Message | null; verdict: OwnVerdict | null }>();
  for (const event of events) {
    const known = byToken.get(event.token) ?? { message: null, verdict: null };
    if (event.kind === 'MESSAGE') known.message = moreAdvanced(known.message, event);
    else known.verdict ??= event;
    byToken.set(event.token, known);
  }
  const steps: Step[] = [];
  for (const { message, verdict } of byToken.values()) {
    const step = message === null ? (verdict === null ? null : ofVerdict(verdict)) : ofMessage(message, verdict);
    if (step !== null) steps.push(step);
  }
  return steps.sort(inTime);
}

function ofVerdict({ token, effect, source, atMs, amount, requested, outcome, released, expiresMs }: OwnVerdict): Step {
  const stands = outcome === 'APPROVED' && !released;
  const said = { decrease: null, last: false, whole: false, expiresMs: expiresMs ?? null };
  return { token, effect, source, atMs, amount, requested, ...said, stands, unconfirmed: stands };
}

/** What Marqeta says of a message counts, whatever we answered; only our own clock-reading, if earlier, is kept. */
function ofMessage(message: Message, verdict: OwnVerdict | null): Step | null {
  const type = messageType(message.type);
  if (type === null) return null;
  const { token, amount, decrease, last, whole } = message;
  return {
    token,
    ...type,
    atMs: verdict === null ? message.atMs : Math.min(message.atMs, verdict.atMs),
    amount,
    requested: message.requested ?? verdict?.requested ?? amount,
    decrease,
    last,
    whole,
    expiresMs: message.expiresMs ?? verdict?.expiresMs ?? null,
    stands: message.state !== 'DECLINED' && message.state !== 'ERROR',
    unconfirmed: false,
  };
}

const STATE_RANK: Readonly<Record<MessageState, number>> = { PENDING: 0, CLEARED: 1, COMPLETION: 2, ERROR: 3, DECLINED: 4 };

/** Of several snapshots of one message the most advanced; of two that differ otherwise always the same one, whichever came first. */
export function moreAdvanced(known: Message | null, other: Message): Message {
  if (known === null) return other;
  const rank = STATE_RANK[other.state] - STATE_RANK[known.state];
  const winner = rank === 0 ? (textOf(other) > textOf(known) ? other : known) : rank > 0 ? other : known;
  const atMs = Math.min(known.atMs, other.atMs);
  return winner.atMs === atMs ? winner : { ...winner, atMs };
}

function textOf({ type, amount, requested, decrease, last, whole, expiresMs }: Message): string {
  return [type, amount, requested, decrease, last, whole, expiresMs].join('|');
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
  'DISPUTE_CREDIT',
  'DISPUTE_DEBIT',
  'TOLD',
  'NOTHING',
];

function inTime(left: Step, right: Step): number {
  return left.atMs - right.atMs || ORDER.indexOf(left.effect) - ORDER.indexOf(right.effect) || (left.token < right.token ? -1 : 1);
}

function atLeastZero(minor: bigint): bigint {
  return minor > 0n ? minor : 0n;
}
