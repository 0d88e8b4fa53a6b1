import type { EntityManager } from 'typeorm';
import { mccsOfCategories } from '../controls/categories.ts';
import { alpha2Of } from '../controls/country.ts';
import { mccSet } from '../controls/mcc.ts';
import type { TransactionStatus } from '../ledger/purchase.ts';
import { prepared, type Prepared } from '../platform/prepared.ts';
import type { JudgedPurchase, Past } from './rules/purchase.ts';
import type { RuleSettings } from './rules/thresholds.ts';

/** A purchase that is to be judged, and whose it is. */
export type GatheredPurchase = JudgedPurchase & {
  /** The merchant's name, and what tells it from others. */
  readonly merchant: string;
  readonly merchantKey: string;
  readonly teamIds: readonly string[];
  /** What was asked for is an estimate, and nothing was taken yet. */
  readonly awaitsPrice: boolean;
};

/** All that the rules look at but what is known of the merchant, which earlier purchases of the same batch may have taught. */
export type Gathered = {
  readonly purchase: GatheredPurchase;
  readonly past: Omit<Past, 'merchant'>;
  /** It was judged before its price was known. */
  readonly again: boolean;
};

/** So far back rules look at single purchases of a card and of a person. */
const OF_CARD = 30;
const OF_PERSON = 100;
const PERSON_DAYS = 30;
const COUNTRIES_OF = 1_000;

type PurchaseRow = {
  readonly id: string;
  readonly atMs: number;
  readonly cardId: string;
  readonly userId: string;
  readonly currency: string;
  readonly minor: string;
  /** What is held or was taken. */
  readonly amount: string;
  readonly status: TransactionStatus;
  readonly category: string;
  readonly country: string | null;
  readonly channels: string | null;
};
type Row = {
  readonly purchase: PurchaseRow & { readonly merchant: string; readonly merchantKey: string; readonly teamIds: string[] };
  readonly ofCard: PurchaseRow[];
  readonly ofPerson: PurchaseRow[];
  readonly countries: (string | null)[];
  readonly approved: number;
  readonly recent: number;
  readonly usual: number | null;
  readonly sinceMs: number | null;
  readonly limits: string[];
  readonly again: boolean;
};

/** A purchase in JSON: amounts as texts, moments in milliseconds. */
const asJson = (t: string, more = ''): string => `json_build_object('id', ${t}.id, 'cardId', ${t}.card_id, 'userId', ${t}.user_id,
  'atMs', floor(extract(epoch FROM ${t}.transacted_at) * 1000)::bigint, 'currency', ${t}.currency, 'minor', ${t}.requested_minor::text,
  'amount', ${t}.amount_minor::text, 'status', ${t}.status, 'category', ${t}.merchant_category, 'country', ${t}.merchant_country, 'channels', ${t}.channels${more})`;
const AND_MERCHANT = `, 'merchant', t.merchant_name, 'merchantKey', coalesce(nullif(t.merchant_mid, ''), t.merchant_name), 'teamIds', t.team_ids`;
/** Rows of `b` as one list, the newest first. */
const NEWEST_FIRST = `coalesce(json_agg(${asJson('b')} ORDER BY b.transacted_at DESC, b.id DESC), '[]') AS rows`;

const BEFORE = `b.company_id = t.company_id AND b.kind = 'PURCHASE' AND (b.transacted_at, b.id) < (t.transacted_at, t.id)`;
const OLDEST = `SELECT transacted_at FROM transactions WHERE company_id = $1 ORDER BY transacted_at, id LIMIT 1`;

/** It takes several times as long to plan as to read. */
const GATHER: Prepared = {
  name: 'risk-gather',
  text: `SELECT ${asJson('t', AND_MERCHANT)} AS purchase, of_card.rows AS "ofCard", of_person.rows AS "ofPerson", approved.countries, approved.count AS approved, recent.count AS recent,
        CASE WHEN recent.count >= $4 THEN (
          SELECT max(day.count) FROM generate_series(1, 7) AS ago CROSS JOIN LATERAL (
            SELECT count(*)::int AS count FROM transactions b WHERE b.company_id = t.company_id AND b.kind = 'PURCHASE'
               AND b.transacted_at > t.transacted_at - make_interval(days => ago, mins => $3)
               AND b.transacted_at <= t.transacted_at - make_interval(days => ago)) day) END AS usual,
        floor(extract(epoch FROM (${OLDEST})) * 1000)::float8 AS "sinceMs", limits.minor AS limits,
        a.transaction_id IS NOT NULL AS again
   FROM transactions t JOIN cards k ON k.company_id = t.company_id AND k.id = t.card_id
   LEFT JOIN risk_assessments a ON a.company_id = t.company_id AND a.transaction_id = t.id
  CROSS JOIN LATERAL (
    SELECT ${NEWEST_FIRST} FROM (
      SELECT b.* FROM transactions b WHERE b.card_id = t.card_id AND ${BEFORE}
       ORDER BY b.transacted_at DESC, b.id DESC LIMIT ${OF_CARD}) b) of_card
  CROSS JOIN LATERAL (
    SELECT ${NEWEST_FIRST} FROM (
      SELECT b.* FROM transactions b WHERE b.user_id = t.user_id AND ${BEFORE}
         AND b.transacted_at >= t.transacted_at - interval '${PERSON_DAYS} days'
       ORDER BY b.transacted_at DESC, b.id DESC LIMIT ${OF_PERSON}) b) of_person
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS count, coalesce(array_agg(DISTINCT b.merchant_country), '{}') AS countries FROM (
      SELECT b.merchant_country FROM transactions b WHERE b.user_id = t.user_id AND ${BEFORE} AND b.status <> 'DECLINED'
       ORDER BY b.transacted_at DESC, b.id DESC LIMIT ${COUNTRIES_OF}) b) approved
  CROSS JOIN LATERAL (
    SELECT count(*)::int + 1 AS count FROM transactions b
     WHERE ${BEFORE} AND b.transacted_at > t.transacted_at - make_interval(mins => $3)) recent
  CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(c.config->>'amountMinor'), '{}') AS minor FROM spending_controls c
     WHERE c.company_id = t.company_id AND c.control_type = 'AMOUNT_LIMIT' AND c.is_active AND c.mode = 'ENFORCE'
       AND c.config->>'window' = 'TRANSACTION' AND c.config->>'currency' = t.currency
       AND (c.scope = 'CARD' AND c.subject_id = coalesce(k.line_id, k.id) OR c.scope = 'PERSON' AND c.subject_id = t.user_id
            OR c.scope = 'CARD_PROGRAM' AND c.subject_id = t.card_product_id OR c.scope = 'TEAM' AND c.subject_id = ANY (t.team_ids)
            OR c.scope = 'COMPANY')) limits
  WHERE t.company_id = $1 AND t.id = ANY ($2) AND t.kind = 'PURCHASE'
    AND (a.transaction_id IS NULL OR a.awaits_price AND t.status <> 'PENDING')
  ORDER BY t.transacted_at, t.id`,
};

/**
 * Of these purchases those that were not judged yet, or before their price was known, the oldest first, each with what was there before it. A few index ranges of bounded
 * length a purchase, in one statement, and nothing is locked.
 */
export async function gather(
  manager: EntityManager,
  companyId: string,
  ids: readonly string[],
  { VELOCITY: { thresholds } }: RuleSettings,
): Promise<Gathered[]> {
  const rows = await prepared<Row>(manager, GATHER, [companyId, ids, thresholds.MINUTES, thresholds.PURCHASES]);
  return rows.map(gathered);
}

function gathered({ purchase, ofCard, ofPerson, countries, approved, recent, usual, sinceMs, limits, again }: Row): Gathered {
  const { merchant, merchantKey, teamIds } = purchase;
  return {
    again,
    purchase: { ...judged(purchase), merchant, merchantKey, teamIds, awaitsPrice: isEstimate(purchase) && purchase.status === 'PENDING' },
    past: {
      ...{ ofCard: ofCard.map(judged), ofPerson: ofPerson.map(judged), approved },
      countries: new Set(countries.map(alpha2Of).filter((country) => country !== null)),
      company: { recent, usual: usual ?? 0, sinceMs },
      limits: limits.map(BigInt),
    },
  };
}

/** Channels in which the card itself is in the merchant's hands or at its terminal. */
const PRESENT: readonly string[] = ['CHIP', 'CONTACTLESS', 'SWIPE', 'ATM'];

/** Where nobody knows at the beginning what it will cost, and a round amount is held until then. */
const ESTIMATING = mccSet(mccsOfCategories(['FUEL', 'HOTELS', 'CAR_RENTAL']));

function isEstimate({ category }: PurchaseRow): boolean {
  return ESTIMATING.has(category);
}

function priceOf(row: PurchaseRow): bigint | null {
  if (!isEstimate(row)) return BigInt(row.minor);
  return row.status === 'CLEARED' ? BigInt(row.amount) : null;
}

function judged(row: PurchaseRow): JudgedPurchase {
  const { id, atMs, cardId, userId, currency, minor, status, country, channels } = row;
  const used = (channels ?? '').split(' ');
  return {
    ...{ id, atMs, cardId, userId, currency, minor: BigInt(minor), priceMinor: priceOf(row), declined: status === 'DECLINED' },
    country: alpha2Of(country),
    // A phone or watch is a card of its own in another pocket.
    cardPresent: used.some((channel) => PRESENT.includes(channel)) && !used.includes('WALLET'),
    recurring: used.includes('RECURRING'),
  };
}
