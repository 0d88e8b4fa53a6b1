import type { TransactionKind, TransactionStatus } from '../ledger/purchase.ts';
import type { Money } from '../platform/money.ts';
import { merchantCategory } from './merchant-category.ts';

/** Of table `transactions` what a page shows. */
export type TransactionRow = {
  company_id: string;
  id: string;
  card_id: string;
  user_id: string;
  team_ids: string[];
  kind: TransactionKind;
  status: TransactionStatus;
  currency: string;
  amount_minor: string;
  requested_minor: string;
  held_minor: string;
  cleared_minor: string;
  refunded_minor: string;
  original_minor: string | null;
  original_currency: string | null;
  conversion_rate: string | null;
  hold_expires_at: Date | null;
  merchant_name: string;
  merchant_category: string;
  merchant_city: string | null;
  merchant_country: string | null;
  authorization_code: string | null;
  transacted_at: Date;
  unconfirmed: boolean;
  authorization_id: string | null;
};

export const TRANSACTION_COLUMNS = `t.company_id, t.id, t.card_id, t.user_id, t.team_ids, t.kind, t.status, t.currency, t.amount_minor, t.requested_minor,
  t.held_minor, t.cleared_minor, t.refunded_minor, t.original_minor, t.original_currency, t.conversion_rate, t.hold_expires_at, t.merchant_name, t.merchant_category,
  t.merchant_city, t.merchant_country, t.authorization_code, t.transacted_at, t.unconfirmed, t.authorization_id`;

export type ShownMerchant = {
  readonly name: string;
  readonly mcc: string;
  readonly category: string;
  readonly city: string | null;
  readonly country: string | null;
};

/** A purchase as it is shown, and whose it is. */
export type ShownTransaction = {
  readonly companyId: string;
  readonly id: string;
  readonly cardId: string;
  readonly userId: string;
  readonly teamIds: readonly string[];
  readonly authorizationId: string | null;
  readonly kind: TransactionKind;
  readonly status: TransactionStatus;
  readonly amount: Money;
  readonly requestedAmount: Money;
  readonly held: Money;
  readonly cleared: Money;
  readonly refunded: Money;
  readonly originalAmount: Money | null;
  readonly conversionRate: string | null;
  readonly heldUntil: Date | null;
  readonly merchant: ShownMerchant;
  readonly transactedAt: Date;
  readonly unconfirmed: boolean;
  readonly authorizationCode: string | null;
};

export function shownTransaction(row: TransactionRow): ShownTransaction {
  const money = (minor: string): Money => ({ minor: BigInt(minor), currency: row.currency });
  return {
    companyId: row.company_id,
    id: row.id,
    cardId: row.card_id,
    userId: row.user_id,
    teamIds: row.team_ids,
    authorizationId: row.authorization_id,
    kind: row.kind,
    status: row.status,
    amount: money(row.amount_minor),
    requestedAmount: money(row.requested_minor),
    held: money(row.held_minor),
    cleared: money(row.cleared_minor),
    refunded: money(row.refunded_minor),
    originalAmount:
      row.original_minor === null || row.original_currency === null
        ? null
        : { minor: BigInt(row.original_minor), currency: row.original_currency },
    conversionRate: row.conversion_rate,
    heldUntil: row.hold_expires_at,
    merchant: {
      name: row.merchant_name,
      mcc: row.merchant_category,
      category: merchantCategory(row.merchant_category),
      city: row.merchant_city,
      country: row.merchant_country,
    },
    transactedAt: row.transacted_at,
    unconfirmed: row.unconfirmed,
    authorizationCode: row.authorization_code,
  };
}
