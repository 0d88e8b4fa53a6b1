import { wireDate, wireTime } from '../core/clock.ts';
import { toNumber, type Units } from '../core/money.ts';
import type { Body } from '../core/resources.ts';
import type { WebhookSender } from '../delivery/sender.ts';
import { balanceOf, EMPTY, plus } from './account.ts';
import type { Ledger } from './ledger.ts';
import { response } from './message.ts';

/** Which way each kind of move goes on the account. */
const SIGN = { 'gpa.credit': 1, 'gpa.debit': -1, 'fee.charge': -1, 'fee.charge.refund': 1 } as const;

/** Money that moves on an account without a card: loads and unloads, fees and their refunds (wire-format §6.3, §6.5). */
export interface AccountMove {
  readonly type: keyof typeof SIGN;
  readonly token: string;
  /** The first transaction of its chain, when it is not itself that. */
  readonly follows: string | null;
  readonly at: number;
  readonly account: string;
  /** The tokens by which a transaction names its holder. */
  readonly holder: Body;
  readonly currency: string;
  readonly amount: Units;
  readonly fundingSource: string | null;
  /** What the move is of: its order or its fee. */
  readonly block: Body;
}

/** Moves the money, keeps the transaction and tells of it. */
export function moveOnAccount({ ledger, sender }: { readonly ledger: Ledger; readonly sender: WebhookSender }, move: AccountMove): void {
  const { type, token, at, account, currency } = move;
  const impacted = SIGN[type] * move.amount;
  const after = plus(ledger.account(account, currency) ?? EMPTY, { available: impacted, held: 0 });
  const balance = balanceOf(currency, after, { impacted_amount: toNumber(impacted) });
  const time = wireTime(at);
  const transaction: Body = {
    type,
    state: 'COMPLETION',
    identifier: ledger.nextIdentifier(),
    token,
    ...move.holder,
    gpa: { ...balance, balances: { [currency]: balance } },
    ...move.block,
    ...(move.follows === null ? {} : { preceding_related_transaction_token: move.follows }),
    duration: 0,
    created_time: time,
    user_transaction_time: time,
    settlement_date: wireDate(at),
    request_amount: toNumber(move.amount),
    amount: toNumber(move.amount),
    currency_code: currency,
    response: response('0000'),
    network: 'MARQETA',
  };
  const text = JSON.stringify(transaction);
  const chain = move.follows ?? token;
  ledger.insert({ token: chain, cardToken: '' }, transaction, { text, at, fundingSource: move.fundingSource });
  ledger.move(account, currency, { available: impacted, held: 0 }, at);
  sender.notify({ envelope: 'transactions', eventType: `transaction.${type}`, token, text, purchase: chain });
}
