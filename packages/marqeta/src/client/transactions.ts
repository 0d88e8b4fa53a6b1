import { Type } from 'typebox';
import { type DecimalText, jsonNumber } from '../wire/decimal.ts';
import { Balances } from '../wire/resources.ts';
import { Transaction } from '../wire/transaction.ts';
import { type Calls, checked, segment } from './calls.ts';
import type * as Requests from './requests.ts';

const checks = {
  transaction: checked(Transaction),
  balances: checked(Balances),
  outcome: checked(Type.Object({ transaction: Transaction })),
};

/** What happened on cards (wire-format §9), and balances (§6.4). */
export function transactionCalls(calls: Calls) {
  return {
    transactions: {
      list: (filter: Requests.TransactionFilter) => calls.list('/transactions', checks.transaction, { ...filter }),
      get: (token: string) => calls.get(`/transactions/${segment(token)}`, checks.transaction),
      ofCard: (cardToken: string) => calls.list(`/cards/${segment(cardToken)}/transactions`, checks.transaction),
      /** All messages of the same purchase, in any state. */
      related: (token: string) => calls.list(`/transactions/${segment(token)}/related`, checks.transaction),
      /** Releases a pending authorization from the issuer's side (§9.3). Not repeated by itself: it has no token. */
      releaseAuthorization: (originalToken: string) =>
        calls.once('POST', '/transactions/authorizationreversal', { original_transaction_token: originalToken }, checks.outcome),
    },
    balances: (holderToken: string) => calls.get(`/balances/${segment(holderToken)}`, checks.balances),
    /** Simulations 2.0 (§16.1): sandboxes and the emulator only. Never repeated by itself. */
    simulate: (eventType: string, body: { readonly amount?: DecimalText } & Readonly<Record<string, unknown>>) =>
      calls.once(
        'POST',
        `/simulations/cardtransactions/${segment(eventType)}`,
        body.amount === undefined ? body : { ...body, amount: jsonNumber(body.amount) },
        checks.outcome,
      ),
  };
}
