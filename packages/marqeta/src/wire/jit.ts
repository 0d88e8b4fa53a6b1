import { type DecimalText, isDecimal, jsonNumber, parseJsonKeepingDecimals, UNREADABLE } from './decimal.ts';
import type { DeclineReason, JitFunding } from './jit-funding.ts';
import { checker, isObject } from './schema.ts';
import { type FundingOrder, Transaction } from './transaction.ts';

/** A question from Marqeta, checked (wire-format §13.1). */
export interface JitRequest {
  readonly transaction: Transaction;
  readonly order: FundingOrder;
  readonly jit: JitFunding;
  /** `CREDIT` when the order is an unload: money would come to the holder. */
  readonly direction: 'DEBIT' | 'CREDIT';
}

/** What an answer must repeat of the question (§13.4). */
export type JitEcho = Pick<JitFunding, 'token' | 'method' | 'amount'> &
  Partial<Pick<JitFunding, 'user_token' | 'acting_user_token' | 'business_token' | 'original_jit_funding_token'>>;

export type ParsedJitRequest =
  | { readonly ok: true; readonly request: JitRequest; readonly ignored: readonly string[] }
  | {
      readonly ok: false;
      readonly reason: 'NOT_JSON' | 'NOT_A_JIT_REQUEST';
      readonly problems: readonly string[];
      /** Enough of the question to decline it properly, where so much could be read. */
      readonly echo: JitEcho | null;
    };

const checkTransaction = checker(Transaction);

/** What is decided on is not left out when it cannot be read, as other fields are. */
const DECISIVE = /^(\/gpa_order(_unload)?)?\/currency_code$|^\/gpa_order(_unload)?\/jit_funding$|^\/card_token$/;

/** Reads the body of a gateway request. Never throws: what cannot be read comes back with the reason. */
export function parseJitRequest(body: string | Uint8Array): ParsedJitRequest {
  let parsed: unknown;
  try {
    parsed = parseJsonKeepingDecimals(body);
  } catch (error) {
    return { ok: false, reason: 'NOT_JSON', problems: [String(error)], echo: null };
  }
  const echo = echoOf(parsed);
  const checked = checkTransaction(parsed);
  if (!checked.ok) return { ok: false, reason: 'NOT_A_JIT_REQUEST', problems: checked.problems, echo };
  const transaction = checked.value;
  const unread = checked.ignored.filter((path) => DECISIVE.test(path));
  if (unread.length > 0) return { ok: false, reason: 'NOT_A_JIT_REQUEST', problems: unread.map((path) => `${path} cannot be read`), echo };
  const { gpa_order: load, gpa_order_unload: unload } = transaction;
  const order = load ?? unload;
  const jit = order?.jit_funding;
  if (load?.jit_funding !== undefined && unload?.jit_funding !== undefined) {
    return { ok: false, reason: 'NOT_A_JIT_REQUEST', problems: ['body has a jit_funding in both gpa_order and gpa_order_unload'], echo };
  }
  if (order === undefined || jit === undefined) {
    return { ok: false, reason: 'NOT_A_JIT_REQUEST', problems: ['body has no jit_funding in gpa_order or gpa_order_unload'], echo };
  }
  const { token, card_token, preceding_related_transaction_token } = transaction;
  if ([jit.token, jit.method, token, card_token, preceding_related_transaction_token].some((text) => text?.includes(UNREADABLE))) {
    return { ok: false, reason: 'NOT_A_JIT_REQUEST', problems: ['a token or the method has what is no character'], echo };
  }
  const direction = transaction.gpa_order === undefined ? 'CREDIT' : 'DEBIT';
  return { ok: true, request: { transaction, order, jit, direction }, ignored: checked.ignored };
}

function echoOf(parsed: unknown): JitEcho | null {
  if (!isObject(parsed)) return null;
  const order = parsed['gpa_order'] ?? parsed['gpa_order_unload'];
  const jit = isObject(order) ? order['jit_funding'] : undefined;
  if (!isObject(jit)) return null;
  const { token, method, amount } = jit;
  if (typeof token !== 'string' || typeof method !== 'string') return null;
  const echo: JitEcho = { token, method, amount: isDecimal(amount) ? amount : '0' };
  for (const name of ['user_token', 'acting_user_token', 'business_token', 'original_jit_funding_token'] as const) {
    const value = jit[name];
    if (typeof value === 'string') echo[name] = value;
  }
  return echo;
}

export interface JitBalance {
  readonly currency_code: string;
  readonly ledger_balance: DecimalText;
  readonly available_balance: DecimalText;
  readonly credit_balance?: DecimalText;
  readonly pending_credits?: DecimalText;
}

export interface JitVerdict {
  readonly outcome: 'APPROVED' | 'DECLINED';
  /** What is approved; the amount asked for when left out. Less than asked is a partial approval (§13.6). */
  readonly amount?: DecimalText;
  readonly declineReason?: DeclineReason;
  /** Kept by Marqeta and shown in the webhook; cut at 99 and 255 characters. */
  readonly memo?: string;
  readonly tags?: string;
  readonly balances?: Readonly<Record<string, JitBalance>>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The HTTP answer to a question (§13.4): 200 approves, 402 declines, both with a `jit_funding` body. */
export function answerJit(asked: JitEcho, verdict: JitVerdict): { status: 200 | 402; body: string } {
  const jit: Record<string, unknown> = { token: asked.token, method: asked.method };
  for (const name of ['user_token', 'acting_user_token', 'business_token', 'original_jit_funding_token'] as const) {
    if (asked[name] !== undefined) jit[name] = asked[name];
  }
  jit['amount'] = jsonNumber(verdict.amount ?? asked.amount);
  if (verdict.outcome === 'DECLINED' && verdict.declineReason !== undefined) jit['decline_reason'] = verdict.declineReason;
  if (verdict.memo !== undefined) jit['memo'] = verdict.memo.slice(0, 99);
  if (verdict.tags !== undefined) jit['tags'] = verdict.tags.slice(0, 255);
  if (verdict.balances !== undefined) jit['balances'] = balancesJson(verdict.balances);
  if (verdict.metadata !== undefined) jit['metadata'] = verdict.metadata;
  return { status: verdict.outcome === 'APPROVED' ? 200 : 402, body: JSON.stringify({ jit_funding: jit }) };
}

function balancesJson(balances: Readonly<Record<string, JitBalance>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(balances).map(([currency, balance]) => [
      currency,
      {
        currency_code: balance.currency_code,
        ledger_balance: jsonNumber(balance.ledger_balance),
        available_balance: jsonNumber(balance.available_balance),
        credit_balance: jsonNumber(balance.credit_balance ?? '0'),
        pending_credits: jsonNumber(balance.pending_credits ?? '0'),
      },
    ]),
  );
}
