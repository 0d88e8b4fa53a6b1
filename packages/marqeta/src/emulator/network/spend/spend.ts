import type { Body } from '../../core/resources.ts';
import { textOf } from '../../core/fields.ts';
import { unitsFrom } from '../../core/money.ts';
import type { Draft } from '../message.ts';
import type { Spend, SpendKind } from './control.ts';
import type { ControlBook } from './control-book.ts';

/** What a message spends, as controls see it; `null` when it spends nothing that they look at, such as a refund. */
export function spendOf({ terms, rule, context, purchase, amounts }: Draft, book: ControlBook): Spend | null {
  const kind = kindOf(purchase?.type ?? rule.type, rule.side);
  if (kind === null) return null;
  return {
    at: terms.at,
    kind,
    user: context.actingUser,
    product: textOf(context.card['card_product_token']),
    currency: terms.currency,
    amount: amounts.funded,
    cashBack: terms.cashBack ?? 0,
    mcc: terms.acceptor.mcc,
    mid: terms.acceptor.mid,
    ...book.groupsOf(terms.acceptor.mcc, terms.acceptor.mid),
  };
}

/** Whether velocity controls count it: a check of the account or of the balance spends nothing. */
export function countsOf({ rule }: Draft): boolean {
  return rule.effect === 'HOLD' || rule.effect === 'RAISE' || rule.effect === 'POST';
}

/** The same from a message that was recorded. */
export function spendOfMessage(message: Body, side: 'CREDIT' | 'DEBIT', at: number, book: ControlBook): Spend | null {
  const kind = kindOf(textOf(message['type']), side);
  if (kind === null) return null;
  const acceptor = (message['card_acceptor'] ?? {}) as Body;
  const [mcc, mid] = [textOf(acceptor['mcc']), textOf(acceptor['mid'])];
  return {
    at,
    kind,
    user: textOf(message['acting_user_token']),
    product: textOf(message['card_product_token']),
    currency: textOf(message['currency_code']),
    amount: unitsFrom(message['amount']) ?? 0,
    cashBack: unitsFrom(message['cash_back_amount'] ?? 0) ?? 0,
    mcc,
    mid,
    ...book.groupsOf(mcc, mid),
  };
}

function kindOf(type: string, side: 'DEBIT' | 'CREDIT'): SpendKind | null {
  if (type.startsWith('original.credit')) return 'credits';
  if (side === 'CREDIT' || type.endsWith('balanceinquiry')) return null;
  return type.endsWith('atm.withdrawal') ? 'withdrawals' : 'purchases';
}
