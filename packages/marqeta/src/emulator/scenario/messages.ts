import type { Body } from '../core/resources.ts';
import { MERCHANTS } from '../shopping/merchants.ts';
import type { Step, StepOf } from './format.ts';

/** One call of the simulations (wire-format §16.1). */
export interface Simulation {
  readonly event: string;
  readonly body: Body;
}

/** The purchase that a step follows, by its first message. */
export interface Followed {
  readonly token: string;
  readonly type: string;
}

export interface CardInHand {
  readonly token: string;
  readonly currency: string;
}

/** What the network sends for a step: several messages for a clearing in parts, none for a step that is about something else. */
export function messagesOf(step: Step, card: CardInHand, followed: Followed | null): readonly Simulation[] {
  const preceding = followed === null ? {} : { preceding_related_transaction_token: followed.token };
  const base = followed === null ? 'authorization' : baseOf(followed.type);
  switch (step.name) {
    case 'authorize': {
      const event = step.given.cash_back === undefined ? 'authorization' : 'authorization.cashback';
      return [{ event, body: firstBody(step.given, card) }];
    }
    case 'verify':
      return [{ event: 'authorization', body: firstBody(step.given, card) }];
    case 'inquire':
      return [{ event: 'pindebit.balanceinquiry', body: firstBody(step.given, card) }];
    case 'pin_debit': {
      const event = step.given.cash_back === undefined ? 'pindebit' : 'pindebit.cashback';
      return [{ event, body: firstBody(step.given, card) }];
    }
    case 'increment':
      return [{ event: 'authorization.incremental', body: { ...preceding, amount: step.given.amount } }];
    case 'advice':
      return [{ event: 'authorization.advice', body: { ...preceding, amount: step.given.amount } }];
    case 'clear':
      return clearingsOf(step.given, clearingOf(base), preceding);
    case 'force_post':
      return [{ event: 'authorization.clearing', body: { ...firstBody(step.given, card), force_post: true } }];
    case 'reverse':
      return [{ event: `${base}.reversal`, body: { ...preceding, ...amountOf(step.given.amount) } }];
    case 'refund': {
      const event = followed?.type.startsWith('pindebit') ? 'pindebit.refund' : 'refund';
      return [{ event, body: { ...(followed === null ? firstBody(step.given, card) : { ...preceding, amount: step.given.amount }) } }];
    }
    case 'account_funding':
      return [
        { event: 'account.funding.auth_plus_capture', body: { ...firstBody(step.given, card), account_funding: step.given.sender ?? {} } },
      ];
    case 'money_in':
      return [
        { event: 'original.credit.auth_plus_capture', body: { ...firstBody(step.given, card), original_credit: step.given.sender ?? {} } },
      ];
    case 'simulate':
      return [{ event: step.given.event, body: { ...(followed === null ? firstBody({}, card) : preceding), ...step.given.body } }];
    case 'expire':
    case 'card':
    case 'clock':
    case 'fault':
    case 'mend':
      return [];
  }
}

/** Whether a step is about a purchase that is there, when it names none: the latest. A refund at a merchant stands alone. */
export function followsLatest({ name, given }: Step): boolean {
  if (name === 'refund') return given.merchant === undefined && given.at === undefined;
  return FOLLOWERS.has(name);
}

const FOLLOWERS: ReadonlySet<string> = new Set(['increment', 'advice', 'clear', 'reverse', 'expire']);

type First = Partial<StepOf<'authorize'>>;

function firstBody(given: First, card: CardInHand): Body {
  const known = MERCHANTS.find(({ key }) => key === given.merchant);
  const acceptor = known?.acceptor ?? given.at;
  const options = {
    ...((given.online ?? known?.online) === true ? { card_present: false } : {}),
    ...(given.pin === undefined ? {} : { pin: given.pin }),
    ...(given.cvv === undefined ? {} : { cvv: given.cvv }),
  };
  const { conversion } = given;
  return {
    card_token: card.token,
    ...amountOf(given.amount),
    currency_code: given.currency ?? card.currency,
    ...(acceptor === undefined ? {} : { card_acceptor: acceptor }),
    card_options: options,
    ...(given.cash_back === undefined ? {} : { cash_back_amount: given.cash_back }),
    ...(given.partial_approval === true ? { pos: { partial_approval_capable: true } } : {}),
    ...(given.preauthorization === true ? { is_preauthorization: true } : {}),
    ...(conversion === undefined
      ? {}
      : {
          currency_conversion: {
            original_amount: conversion.original_amount,
            conversion_rate: conversion.rate,
            original_currency_code: conversion.original_currency,
          },
        }),
  };
}

function clearingsOf({ amount, parts, final }: StepOf<'clear'>, event: string, preceding: Body): readonly Simulation[] {
  const isFinal = final === undefined ? {} : { is_final_clearing: final };
  if (parts === undefined) return [{ event, body: { ...preceding, ...amountOf(amount), ...isFinal } }];
  return parts.map((part, index) => ({
    event,
    body: { ...preceding, amount: part, multi_clearing_sequence_number: index + 1, multi_clearing_sequence_count: parts.length },
  }));
}

const amountOf = (amount: string | undefined): Body => (amount === undefined ? {} : { amount });

/** Cash back is cleared and reversed as the purchase that it was part of. */
function baseOf(firstType: string): string {
  return firstType === 'authorization.cashback' ? 'authorization' : firstType;
}

/** `authorization.atm.withdrawal` is completed by `authorization.clearing.atm.withdrawal`, `pindebit.authorization` by its `.clearing`. */
function clearingOf(base: string): string {
  return base.replace('authorization', 'authorization.clearing');
}
