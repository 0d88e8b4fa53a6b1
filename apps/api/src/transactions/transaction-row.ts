import type { Card } from '../cards/card.entity.ts';
import type { TransactionKind, TransactionStatus } from '../ledger/purchase.ts';
import { Person } from '../people/person.entity.ts';
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

/** What a page shows of the card and of its holder besides: next to nothing, so it is read with the purchase. */
export type NamedRow = TransactionRow & {
  card_name: string;
  card_last_four: string | null;
  holder_first_name: string;
  holder_last_name: string;
};

/**
 * Purchases with the names of their cards and holders: the page first, then only its names.
 * @param page a statement that selects `TRANSACTION_COLUMNS`, in the order in which they are shown
 */
export function withNames(page: string, orderBy: string): string {
  return `SELECT t.*, c.name AS card_name, c.last_four AS card_last_four, u.first_name AS holder_first_name, u.last_name AS holder_last_name
    FROM (${page}) t
    JOIN cards c ON c.company_id = t.company_id AND c.id = t.card_id
    JOIN users u ON u.company_id = t.company_id AND u.id = t.user_id ORDER BY ${orderBy}`;
}

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
  /** Where they were read with it. */
  readonly named?: { readonly card: NamedCard; readonly holder: NamedPerson };
};

export type NamedCard = Pick<Card, 'id' | 'name' | 'lastFour'>;
export type NamedPerson = Pick<Person, 'id' | 'firstName' | 'lastName' | 'displayName'>;

/** The fields of a card, and of a person, that a `NamedRow` answers. */
export const CARD_NAMES: ReadonlySet<string> = new Set<keyof NamedCard>(['id', 'name', 'lastFour']);
export const PERSON_NAMES: ReadonlySet<string> = new Set<keyof NamedPerson>(['id', 'firstName', 'lastName', 'displayName']);

export function namedTransaction(row: NamedRow): ShownTransaction {
  const card = { id: row.card_id, name: row.card_name, lastFour: row.card_last_four };
  const holder = { id: row.user_id, firstName: row.holder_first_name, lastName: row.holder_last_name };
  return { ...shownTransaction(row), named: { card, holder: Object.assign(new Person(), holder) } };
}

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
