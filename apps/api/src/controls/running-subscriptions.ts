import { type Reach, reachOf } from '../access/policy.ts';
import type { Member } from '../access/viewer.ts';
import { loaderManyBy } from '../platform/graphql/loader.ts';
import type { Money } from '../platform/money.ts';
import { isAmountLimit } from './control.ts';
import type { StoredControl } from './control-store.ts';
import type { ControlScope } from './scope.ts';

/** The last regular charge of a card by a merchant. */
export type RunningSubscription = {
  readonly transactionId: string;
  readonly cardId: string;
  readonly merchantName: string;
  readonly amount: Money;
  readonly chargedAt: Date;
};

/** What is charged every month was charged in them, also when it came some days late. */
const DAYS = 45;
const DAY_MS = 86_400_000;
/** Nobody reads more. */
const MOST = 20;

/** What is looked for, as one text, so that limits of one page are asked for together. */
export type SubscriptionsAboveKey = string;

type Asked = {
  readonly scope: ControlScope;
  readonly subjectId: string | null;
  readonly currency: string;
  /** Minor units, as text: what is above it is declined. */
  readonly above: string;
  /** The merchant categories that the limit counts, as codes and ranges; empty for all. */
  readonly codes: string;
  readonly since: string;
  /** Of what the viewer does not see whole: whose purchases, and those of which teams. */
  readonly userId: string | null;
  readonly teamIds: readonly string[];
};

/**
 * What to ask {@link subscriptionsAboveOf} for: regular charges, each of which alone is above a limit of an amount, whatever its window.
 * Null for a control under which none is declined: of another kind, switched off, only watching, or letting through what is above.
 */
export function subscriptionsAbove(
  { scope, subjectId, config, isActive, mode }: StoredControl,
  viewer: Member,
  nowMs: number,
): SubscriptionsAboveKey | null {
  const reach = reachOf(viewer, 'transaction.see');
  if (!isAmountLimit(config) || !isActive || mode !== 'ENFORCE' || config.atCap === 'TELL' || reach.kind === 'none') return null;
  const { amountMinor, bufferMinor = '0', currency, codes = '' } = config;
  const asked: Asked = {
    ...{ scope, subjectId, currency, codes },
    above: (BigInt(amountMinor) + BigInt(bufferMinor)).toString(),
    since: new Date(nowMs - DAYS * DAY_MS).toISOString(),
    ...within(reach),
  };
  return JSON.stringify(asked);
}

/** The same for all that somebody's cards of a currency are charged regularly, whatever it costs. For who sees the whole company. */
export function subscriptionsOfPerson(personId: string, currency: string, nowMs: number): SubscriptionsAboveKey {
  const asked: Asked = {
    ...{ scope: 'PERSON', subjectId: personId, currency, codes: '', above: '-1', userId: null, teamIds: [] },
    since: new Date(nowMs - DAYS * DAY_MS).toISOString(),
  };
  return JSON.stringify(asked);
}

function within(reach: Exclude<Reach, { kind: 'none' }>): Pick<Asked, 'userId' | 'teamIds'> {
  if (reach.kind === 'company') return { userId: null, teamIds: [] };
  return { userId: reach.userId, teamIds: reach.kind === 'teams' ? reach.teamIds : [] };
}

type Row = Omit<RunningSubscription, 'amount'> & { readonly key: SubscriptionsAboveKey; readonly minor: string; readonly currency: string };

/** Of each card and merchant the last charge alone, the largest first, {@link MOST} at most. What was given back was charged all the same. */
export const subscriptionsAboveOf = loaderManyBy<SubscriptionsAboveKey, RunningSubscription & { readonly key: SubscriptionsAboveKey }>(
  ({ key }) => key,
  async (manager, keys) => {
    const rows = await manager.query<Row[]>(
      `SELECT asked.key, charge."transactionId", charge."cardId", charge."merchantName", charge.minor, l.currency, charge."chargedAt"
         FROM unnest($1::text[]) AS asked (key)
        CROSS JOIN LATERAL jsonb_to_record(asked.key::jsonb)
              AS l (scope text, "subjectId" uuid, currency text, above bigint, codes text, since timestamptz, "userId" uuid, "teamIds" uuid[])
        CROSS JOIN LATERAL (
          SELECT * FROM (
            SELECT DISTINCT ON (t.card_id, merchant) t.id AS "transactionId", t.card_id AS "cardId", t.merchant_name AS "merchantName",
                   coalesce(t.merchant_network_mid, t.merchant_mid, t.merchant_name) AS merchant,
                   t.held_minor + t.cleared_minor AS minor, t.transacted_at AS "chargedAt"
              FROM transactions t
             WHERE t.company_id = app_company() AND t.card_id = ANY (ARRAY(
                     SELECT k.id FROM cards k WHERE k.company_id = app_company() AND k.status <> 'TERMINATED' AND ${BOUND}))
               AND t.transacted_at >= l.since AND t.kind = 'PURCHASE' AND t.status IN ('PENDING', 'CLEARED')
               AND 'RECURRING' = ANY (string_to_array(t.channels, ' ')) AND t.currency = l.currency
               AND (l.codes = '' OR EXISTS (
                 SELECT FROM regexp_split_to_table(l.codes, ',') r WHERE t.merchant_category BETWEEN left(r, 4) AND right(r, 4)))
               AND (l."userId" IS NULL OR t.user_id = l."userId" OR t.team_ids && l."teamIds")
             ORDER BY t.card_id, merchant, t.transacted_at DESC, t.id DESC) latest
           WHERE latest.minor > l.above ORDER BY latest.minor DESC, latest."transactionId" LIMIT ${MOST}) charge
        ORDER BY asked.key, charge.minor DESC, charge."transactionId"`,
      [keys],
    );
    return rows.map(({ minor, currency, ...row }) => ({ ...row, amount: { minor: BigInt(minor), currency } }));
  },
);

/** Whether the limit `l` binds the card `k`. */
const BOUND = `CASE l.scope WHEN 'CARD' THEN l."subjectId" IN (k.id, k.line_id) WHEN 'PERSON' THEN k.user_id = l."subjectId"
  WHEN 'CARD_PROGRAM' THEN k.card_product_id = l."subjectId"
  WHEN 'TEAM' THEN EXISTS (SELECT FROM memberships m WHERE m.company_id = k.company_id AND m.team_id = l."subjectId" AND m.user_id = k.user_id)
  ELSE true END`;
