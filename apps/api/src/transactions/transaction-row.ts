import type { Card } from '../cards/card.entity.ts';
import type { TransactionKind, TransactionStatus } from '../ledger/purchase.ts';
import { Person } from '../people/person.entity.ts';
import type { Shape } from '../platform/graphql/selected.ts';
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

/** A row of a page, and its place in the page's order. */
export type PlacedRow = NamedRow & { sort_key: string };

const milliseconds = (column: string) => `floor(extract(epoch FROM ${column}) * 1000)::text`;
const texts = (of: string, ...columns: readonly string[]) => columns.map((column) => `${of}.${column}::text`);
/** In the order in which `placedRow` reads them. */
const PLACED_TEXTS = [
  ...texts('t', 'company_id', 'id', 'card_id', 'user_id'),
  `array_to_string(t.team_ids, ',')`,
  ...texts('t', 'kind', 'status', 'currency', 'amount_minor', 'requested_minor', 'held_minor', 'cleared_minor', 'refunded_minor'),
  ...texts('t', 'original_minor', 'original_currency', 'conversion_rate'),
  milliseconds('t.hold_expires_at'),
  ...texts('t', 'merchant_name', 'merchant_category', 'merchant_city', 'merchant_country', 'authorization_code'),
  milliseconds('t.transacted_at'),
  ...texts('t', 'unconfirmed', 'authorization_id', 'sort_key'),
  ...texts('c', 'name', 'last_four'),
  ...texts('u', 'first_name', 'last_name'),
].join(', ');

/**
 * Purchases with the names of their cards and holders, in one value that `placedRows` reads: the page first, then only its names. Read value by
 * value a page would cost the process as much as all else that is done for it.
 * @param page a statement that selects `TRANSACTION_COLUMNS` and a text `sort_key`
 */
export function withNames(page: string, orderBy: string): string {
  return `SELECT array_to_json(array_agg(ARRAY[${PLACED_TEXTS}] ORDER BY ${orderBy}))::text AS page
    FROM (${page}) t
    JOIN cards c ON c.company_id = t.company_id AND c.id = t.card_id
    JOIN users u ON u.company_id = t.company_id AND u.id = t.user_id`;
}

/** Of the one row that a statement of `withNames` answers. */
export function placedRows(answer: readonly { readonly page: string | null }[]): PlacedRow[] {
  const page = answer[0]?.page ?? null;
  return page === null ? [] : (JSON.parse(page) as Placed[]).map(placedRow);
}

type Text = string | null;
/** Columns that may be null are named so; the others are text. */
type Placed = [
  ...[companyId: string, id: string, cardId: string, userId: string, teamIds: string, kind: TransactionKind, status: TransactionStatus],
  ...[currency: string, amount: string, requested: string, held: string, cleared: string, refunded: string],
  ...[original: Text, originalCurrency: Text, rate: Text, holdExpires: Text],
  ...[merchant: string, category: string, city: Text, country: Text, code: Text, transacted: string, unconfirmed: string],
  ...[authorization: Text, sortKey: string, card: string, lastFour: Text, firstName: string, lastName: string],
];

function placedRow(row: Placed): PlacedRow {
  return {
    company_id: row[0],
    id: row[1],
    card_id: row[2],
    user_id: row[3],
    team_ids: row[4] === '' ? [] : row[4].split(','),
    kind: row[5],
    status: row[6],
    currency: row[7],
    amount_minor: row[8],
    requested_minor: row[9],
    held_minor: row[10],
    cleared_minor: row[11],
    refunded_minor: row[12],
    original_minor: row[13],
    original_currency: row[14],
    conversion_rate: row[15],
    hold_expires_at: row[16] === null ? null : new Date(Number(row[16])),
    merchant_name: row[17],
    merchant_category: row[18],
    merchant_city: row[19],
    merchant_country: row[20],
    authorization_code: row[21],
    transacted_at: new Date(Number(row[22])),
    unconfirmed: row[23] === 'true',
    authorization_id: row[24],
    sort_key: row[25],
    card_name: row[26],
    card_last_four: row[27],
    holder_first_name: row[28],
    holder_last_name: row[29],
  };
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

const anyOf = (names: ReadonlySet<string>): Shape => Object.fromEntries([...names].map((name) => [name, true]));
/** What a page answers by itself: no more is read for it. */
export const PAGE_SHAPE: Shape = {
  edges: {
    cursor: true,
    node: {
      ...{ id: true, kind: true, status: true, amount: true, requestedAmount: true, held: true, cleared: true, refunded: true },
      ...{ originalAmount: true, conversionRate: true, heldUntil: true, merchant: true, transactedAt: true, unconfirmed: true },
      ...{ authorizationCode: true, card: anyOf(CARD_NAMES), holder: anyOf(PERSON_NAMES) },
    },
  },
  pageInfo: true,
};

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
