import { RESPONSE_MEMOS } from '../../wire/response-codes.ts';
import { wireDate, wireTime } from '../core/clock.ts';
import { toNumber, type Units } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import { type Account, balanceOf } from './account.ts';
import { addressBlocks, type GivenAddress } from './address.ts';
import type { Context } from './context.ts';
import type { EventRule } from './events.ts';
import type { Payer } from './payer.ts';
import type { Purchase } from './purchase.ts';
import type { StandIn } from './stand-in.ts';
import type { Terms } from './terms.ts';

/** The tokens of one message. */
interface MessageTokens {
  readonly transaction: string;
  readonly order: string;
  readonly orderTransaction: string;
  readonly jit: string;
}

export interface Draft {
  readonly terms: Terms;
  readonly rule: EventRule;
  readonly context: Context;
  readonly tokens: MessageTokens;
  /** The purchase that it follows. */
  readonly purchase: Purchase | null;
  /** What the network sent about the whole purchase: merchant, terminal, acquirer. */
  readonly network: Body;
  /** `amount` is what the message is about, `funded` what moves: they differ in an advice. */
  readonly amounts: { readonly request: Units; readonly amount: Units; readonly funded: Units };
  /** How long its hold lives. */
  readonly holdDays: number;
  readonly payer: Payer;
  /** Who approves in the gateway's place. */
  readonly standIn: StandIn | null;
  /** Before the message. */
  readonly account: Account;
  /** Left out where no money could move, e.g. when Marqeta itself declined. */
  readonly withOrder: boolean;
}

export interface Outcome {
  readonly identifier: string;
  readonly state: string;
  readonly orderState: string;
  readonly responseCode: string;
  /** Details of the spend control that declined (wire-format §7.1). */
  readonly information: string | null;
  readonly approvalCode: string | null;
  readonly amount: Units;
  readonly funded: Units;
  /** `null` when nothing came of it. */
  readonly impacted: Units | null;
  /** After the message. */
  readonly account: Account;
  readonly durationMs: number;
  readonly gatewayLog: Body | null;
  readonly answer: Body | null;
  readonly extra: Body;
}

/** A check of amount 0 that moves nothing. */
export function verifiesAccount({ rule }: Draft): boolean {
  return rule.method === 'pgfs.authorization.account_verification';
}

/** The message as the gateway is asked it: no outcome yet (wire-format §13.1). */
export function question(draft: Draft): Body {
  return message(draft, null);
}

/** The message as it is reported: with its outcome. */
export function report(draft: Draft, outcome: Outcome): Body {
  return message(draft, outcome);
}

function message(draft: Draft, outcome: Outcome | null): Body {
  const { terms, rule, context, tokens, purchase, amounts } = draft;
  const at = wireTime(terms.at);
  const orderName = rule.side === 'DEBIT' ? 'gpa_order' : 'gpa_order_unload';
  return {
    type: rule.type,
    state: outcome?.state ?? 'PENDING',
    ...(outcome === null ? {} : { identifier: outcome.identifier }),
    token: tokens.transaction,
    ...holderTokens(context),
    card_token: context.cardToken,
    card_product_token: context.card['card_product_token'],
    gpa: gpa(terms.currency, outcome?.account ?? draft.account, outcome?.impacted ?? null),
    ...(draft.withOrder ? { [orderName]: order(draft, outcome) } : {}),
    ...preceding(purchase),
    ...(outcome === null ? {} : { duration: Math.round(outcome.durationMs) }),
    created_time: at,
    user_transaction_time: at,
    settlement_date: wireDate(terms.at),
    request_amount: toNumber(amounts.request),
    amount: toNumber(outcome?.amount ?? amounts.amount),
    ...(terms.cashBack === null ? {} : { cash_back_amount: toNumber(terms.cashBack) }),
    currency_code: terms.currency,
    ...(outcome === null || outcome.approvalCode === null ? {} : { approval_code: outcome.approvalCode }),
    ...(outcome === null ? {} : { response: response(outcome.responseCode, outcome.information) }),
    ...draft.network,
    ...terms.attached,
    ...conversion(terms),
    user: { metadata: context.user['metadata'] ?? {} },
    card: { last_four: context.card['last_four'], metadata: context.card['metadata'] ?? {} },
    ...(terms.isPreauthorization ? { is_preauthorization: true } : {}),
    ...(draft.standIn === null ? {} : standInBlock(draft.standIn)),
    ...outcome?.extra,
  };
}

function standInBlock(by: StandIn): Body {
  return { standin_approved_by: by, standin_by: by, ...(by === 'NETWORK' ? { standin_reason: 'Issuer unavailable' } : {}) };
}

function order({ terms, rule, context, tokens, purchase, amounts, payer }: Draft, outcome: Outcome | null): Body {
  const amount = toNumber(outcome?.funded ?? amounts.funded);
  const { source } = payer;
  const answer = outcome?.answer ?? null;
  return {
    token: tokens.order,
    amount,
    transaction_token: tokens.orderTransaction,
    state: outcome?.orderState ?? 'PENDING',
    ...(outcome === null ? {} : orderOutcome(terms.at, outcome)),
    funding: {
      amount,
      ...(source === null ? {} : { source: source.source }),
      ...(outcome?.gatewayLog === null || outcome === null ? {} : { gateway_log: outcome.gatewayLog }),
    },
    ...(source === null ? {} : { funding_source_token: source.maskedToken }),
    jit_funding: {
      token: tokens.jit,
      method: rule.method,
      ...holderTokens(context),
      amount,
      ...(purchase === null ? {} : { original_jit_funding_token: purchase.jitToken }),
      ...(purchase === null || purchase.increments.length === 0
        ? {}
        : { incremental_authorization_jit_funding_tokens: purchase.increments.map(({ jit }) => jit) }),
      ...(terms.point.address === null || purchase !== null
        ? {}
        : { address_verification: askedAddress(terms.point.address, context.user) }),
      ...kept(answer, 'decline_reason', 'memo', 'tags'),
    },
    ...(rule.side === 'CREDIT' ? {} : { ...holderTokens(context, ['user_token', 'business_token']), currency_code: terms.currency }),
    ...kept(answer, 'tags', 'memo'),
  };
}

/** In a question of its own the gateway learns what the issuer's side found (wire-format §13.2). */
function askedAddress(address: GivenAddress, user: Body): Body {
  const { request, on_file, response: compared } = addressBlocks(address, user);
  return { request, issuer: { on_file, response: compared } };
}

function orderOutcome(at: number, { orderState }: Outcome): Body {
  const time = wireTime(at);
  return { created_time: time, last_modified_time: time, response: response(orderState === 'DECLINED' ? '1842' : '0000') };
}

function preceding(purchase: Purchase | null): Body {
  if (purchase === null) return {};
  return {
    preceding_related_transaction_token: purchase.token,
    ...(purchase.increments.length === 0
      ? {}
      : { incremental_authorization_transaction_tokens: purchase.increments.map(({ transaction }) => transaction) }),
  };
}

function holderTokens(context: Context, only?: readonly string[]): Body {
  const { account, actingUser } = context;
  const all: Body = {
    user_token: account.isBusiness ? actingUser : account.token,
    acting_user_token: actingUser,
    ...(account.isBusiness ? { business_token: account.token } : {}),
  };
  return only === undefined ? all : Object.fromEntries(Object.entries(all).filter(([name]) => only.includes(name)));
}

function gpa(currency: string, account: Account, impacted: Units | null): Body {
  const balance = balanceOf(currency, account, impacted === null ? {} : { impacted_amount: toNumber(impacted) });
  return { ...balance, balances: { [currency]: balance } };
}

export function response(code: string, information: string | null = null): Body {
  return { code, memo: RESPONSE_MEMOS[code] ?? 'Declined', ...(information === null ? {} : { additional_information: information }) };
}

function kept(answer: Body | null, ...names: readonly string[]): Body {
  if (answer === null) return {};
  return Object.fromEntries(names.filter((name) => typeof answer[name] === 'string').map((name) => [name, answer[name]]));
}

function conversion({ conversion: converted }: Terms): Body {
  if (converted === null) return {};
  return {
    currency_conversion: {
      network: {
        original_amount: toNumber(converted.originalAmount),
        conversion_rate: converted.rate,
        original_currency_code: converted.originalCurrency,
        dynamic_currency_conversion: false,
      },
    },
  };
}
