import type { IssuerReport } from '../marqeta/issuer-report.ts';
import { keepsNumber, type ReplacementReason } from '../marqeta/replacement-reason.ts';
import type { CardStatus } from './card-status.ts';
import {
  CardFrozenByOthersError,
  CardHeldByIssuerError,
  CardNotReplaceableError,
  CardTransitionError,
  NothingRefusedError,
} from './card.errors.ts';

/** What Marqeta last reported; REQUESTED until it has the card at all. */
export type IssuerStatus = 'REQUESTED' | 'UNACTIVATED' | 'ACTIVE' | 'LIMITED' | 'SUSPENDED' | 'TERMINATED' | 'UNSUPPORTED';

export type FulfillmentStatus = 'ISSUED' | 'ORDERED' | 'REORDERED' | 'REJECTED' | 'SHIPPED' | 'DELIVERED' | 'DIGITALLY_PRESENTED';

/** With whose authority a card was frozen: nobody of less may unfreeze it. Ascending. */
export const AUTHORITIES = ['HOLDER', 'MANAGER', 'ADMIN'] as const;
export type Authority = (typeof AUTHORITIES)[number];

export type CardState = {
  readonly status: CardStatus;
  /** Of the card when it is frozen, else null. */
  readonly frozenWith: Authority | null;
  readonly issuerStatus: IssuerStatus;
  /** Through which channel the issuer's state was set: API is ours, FRAUD and SYSTEM are Marqeta's own. */
  readonly issuerChannel: string | null;
  readonly issuerChangedAt: Date | null;
  readonly fulfillmentStatus: FulfillmentStatus | null;
  readonly fulfillmentChangedAt: Date | null;
  /** Marqeta refused what we asked for last: its error code. We do not ask again until somebody says so. */
  readonly issuerRefusal: string | null;
};

export type CardCommand = 'activate' | 'freeze' | 'unfreeze' | 'terminate';

const TRANSITIONS: Readonly<Record<CardCommand, { readonly from: readonly CardStatus[]; readonly to: CardStatus }>> = {
  activate: { from: ['UNACTIVATED'], to: 'ACTIVE' },
  freeze: { from: ['ACTIVE'], to: 'SUSPENDED' },
  unfreeze: { from: ['SUSPENDED'], to: 'ACTIVE' },
  terminate: { from: ['UNACTIVATED', 'ACTIVE', 'SUSPENDED'], to: 'TERMINATED' },
};

/**
 * The card after a command.
 * @throws CardTransitionError from a state that does not lead there
 * @throws CardFrozenByOthersError when somebody with more authority froze it
 * @throws CardHeldByIssuerError when Marqeta itself holds the card, so that what is asked cannot come true
 */
export function command<State extends CardState>(card: State, asked: CardCommand, authority: Authority): State {
  const { from, to } = TRANSITIONS[asked];
  if (!from.includes(card.status)) throw new CardTransitionError(card.status, to);
  if (asked === 'unfreeze' && outranks(card.frozenWith, authority)) throw new CardFrozenByOthersError();
  if (to === 'ACTIVE' && isHeld(card)) throw new CardHeldByIssuerError();
  return { ...card, status: to, frozenWith: to === 'SUSPENDED' ? authority : null, issuerRefusal: null };
}

/**
 * The card when it is kept from being used, with so much authority: an active one frozen, a frozen one not to be unfrozen with less, and one
 * that was never activated over. The same when there is nothing to do.
 */
export function withheld<State extends CardState>(card: State, authority: Authority): State {
  if (card.status === 'ACTIVE') return command(card, 'freeze', authority);
  if (card.status === 'UNACTIVATED') return command(card, 'terminate', authority);
  return card.status === 'SUSPENDED' && outranks(authority, card.frozenWith ?? 'HOLDER') ? { ...card, frozenWith: authority } : card;
}

/** Whether a command would be taken now. */
export function allows(card: CardState, asked: CardCommand, authority: Authority): boolean {
  const { from, to } = TRANSITIONS[asked];
  if (!from.includes(card.status)) return false;
  if (asked === 'unfreeze' && outranks(card.frozenWith, authority)) return false;
  return to !== 'ACTIVE' || !isHeld(card);
}

/** Whether Marqeta refused something that is still wanted. */
export function allowsAskingAgain(card: CardState): boolean {
  return card.issuerRefusal !== null && issuerStep(card) !== null;
}

/**
 * The card when Marqeta is to be asked again for what it refused, since the cause may be mended.
 * @throws NothingRefusedError
 */
export function askedAgain<State extends CardState>(card: State): State {
  if (!allowsAskingAgain(card)) throw new NothingRefusedError();
  return { ...card, issuerRefusal: null };
}

/**
 * The card when another takes its place. One that got out of hand is over at once; another goes on until its replacement is
 * activated, when Marqeta ends it (wire-format §5.6).
 * @throws CardNotReplaceableError, CardFrozenByOthersError, CardHeldByIssuerError
 */
export function replaced<State extends CardState>(card: State, reason: ReplacementReason, authority: Authority): State {
  if (card.status === 'TERMINATED') throw new CardNotReplaceableError('This card is terminated. Issue another one.');
  if (card.issuerStatus === 'REQUESTED')
    throw new CardNotReplaceableError('The issuer has not made this card yet. Wait until it has, then replace it.');
  // Else a new number would be a way around somebody's freeze.
  if (outranks(card.frozenWith, authority)) throw new CardFrozenByOthersError();
  if (!keepsNumber(reason)) return { ...card, status: 'TERMINATED', frozenWith: null, issuerRefusal: null };
  if (isHeld(card)) throw new CardHeldByIssuerError();
  if (card.status !== 'ACTIVE')
    throw new CardNotReplaceableError('Only an active card gets a new one of the same number. Activate or unfreeze it first.');
  return card;
}

/** Whether the card would be replaced for this reason now. */
export function allowsReplacement(card: CardState, reason: ReplacementReason, authority: Authority): boolean {
  if (card.status === 'TERMINATED' || card.issuerStatus === 'REQUESTED' || outranks(card.frozenWith, authority)) return false;
  return !keepsNumber(reason) || (card.status === 'ACTIVE' && !isHeld(card));
}

function outranks(frozenWith: Authority | null, authority: Authority): boolean {
  return frozenWith !== null && AUTHORITIES.indexOf(frozenWith) > AUTHORITIES.indexOf(authority);
}

const OURS: readonly (string | null)[] = ['API', 'IVR', null];

/** Marqeta holds the card by its own decision, such as fraud. We may close it further, never open it. */
function isHeld({ issuerStatus, issuerChannel }: CardState): boolean {
  if (issuerStatus === 'LIMITED' || issuerStatus === 'UNSUPPORTED' || issuerStatus === 'TERMINATED') return true;
  return issuerStatus === 'SUSPENDED' && !OURS.includes(issuerChannel);
}

/** What Marqeta is to be told next so that it has the card as we want it; null when nothing is to be told. */
export type IssuerStep = { readonly kind: 'CREATE' } | { readonly kind: 'TRANSITION'; readonly to: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED' };

export function issuerStep(card: CardState): IssuerStep | null {
  const { status, issuerStatus } = card;
  if (issuerStatus === 'TERMINATED') return null;
  if (issuerStatus === 'REQUESTED') return { kind: 'CREATE' };
  if (status === 'TERMINATED') return { kind: 'TRANSITION', to: 'TERMINATED' };
  if (status === 'SUSPENDED') {
    // A card that Marqeta has not activated cannot be used: there is nothing to freeze there.
    return issuerStatus === 'ACTIVE' || issuerStatus === 'LIMITED' ? { kind: 'TRANSITION', to: 'SUSPENDED' } : null;
  }
  if (status === 'UNACTIVATED' || issuerStatus === 'ACTIVE' || isHeld(card)) return null;
  return { kind: 'TRANSITION', to: 'ACTIVE' };
}

/** True while Marqeta has not confirmed what we asked for last, and may still do so. */
export function isWaiting(card: CardState): boolean {
  return card.issuerRefusal === null && issuerStep(card) !== null;
}

/** Of two reports of one moment the later in this list stands: what happens to a card within a millisecond leads this way. */
const STATES: readonly string[] = ['REQUESTED', 'UNACTIVATED', 'ACTIVE', 'LIMITED', 'UNSUPPORTED', 'SUSPENDED', 'TERMINATED'];
const FULFILLMENTS: readonly string[] = ['ISSUED', 'ORDERED', 'REORDERED', 'REJECTED', 'SHIPPED', 'DELIVERED', 'DIGITALLY_PRESENTED'];

/**
 * The card after a report. Reports come in any order and more than once: the latest change by Marqeta's own time stands, a
 * termination above all; a mere mention of a state counts only until a change is known. Where Marqeta's word is the only possible
 * one, it becomes our wish too.
 */
export function merge<State extends CardState>(card: State, report: IssuerReport): State {
  const state = isIssuerStatus(report.state) ? report.state : 'UNSUPPORTED';
  const issuer = { status: state, channel: report.channel, at: report.stateAt };
  const known = { status: card.issuerStatus, channel: card.issuerChannel, at: card.issuerChangedAt };
  const moved = isLater(issuer, known);
  const next = moved ? issuer : known;
  const { fulfillmentStatus, fulfillmentAt } = report;
  const shown =
    isFulfillmentStatus(fulfillmentStatus) && isLaterFulfillment(fulfillmentStatus, fulfillmentAt, card) ? fulfillmentStatus : null;
  return adopt({
    ...card,
    issuerStatus: next.status,
    issuerChannel: next.channel,
    issuerChangedAt: next.at,
    fulfillmentStatus: shown ?? card.fulfillmentStatus,
    fulfillmentChangedAt: shown === null ? card.fulfillmentChangedAt : fulfillmentAt,
    issuerRefusal: moved ? null : card.issuerRefusal,
  });
}

/** A card closed at Marqeta cannot be wanted open; one activated there, by telephone perhaps, is activated. */
function adopt<State extends CardState>(card: State): State {
  if (card.issuerStatus === 'TERMINATED' && card.status !== 'TERMINATED') return { ...card, status: 'TERMINATED', frozenWith: null };
  if (card.issuerStatus === 'ACTIVE' && card.status === 'UNACTIVATED') return { ...card, status: 'ACTIVE' };
  return card;
}

type Issuer = { readonly status: IssuerStatus; readonly channel: string | null; readonly at: Date | null };

function isLater(one: Issuer, other: Issuer): boolean {
  if (other.status === 'REQUESTED') return true;
  const final = Number(one.status === 'TERMINATED') - Number(other.status === 'TERMINATED');
  if (final !== 0) return final > 0;
  const byTime = (one.at?.getTime() ?? 0) - (other.at?.getTime() ?? 0);
  if (byTime !== 0) return byTime > 0;
  const byState = STATES.indexOf(one.status) - STATES.indexOf(other.status);
  return byState !== 0 ? byState > 0 : (one.channel ?? '') > (other.channel ?? '');
}

function isLaterFulfillment(status: FulfillmentStatus, at: Date | null, card: CardState): boolean {
  if (card.fulfillmentStatus === null) return true;
  const byTime = (at?.getTime() ?? 0) - (card.fulfillmentChangedAt?.getTime() ?? 0);
  return byTime !== 0 ? byTime > 0 : FULFILLMENTS.indexOf(status) > FULFILLMENTS.indexOf(card.fulfillmentStatus);
}

function isIssuerStatus(text: string): text is IssuerStatus {
  return STATES.includes(text) && text !== 'REQUESTED';
}

function isFulfillmentStatus(text: string | null): text is FulfillmentStatus {
  return text !== null && FULFILLMENTS.includes(text);
}
