import type { GraphQLContext } from '../access/graphql-context.ts';
import { windowAt } from '../controls/windows.ts';
import { companyById } from '../people/people.loader.ts';
import { type LoaderDefinition, loaderBy, loaderManyBy } from '../platform/graphql/loader.ts';
import { type ShownTransaction, shownTransaction, TRANSACTION_COLUMNS, type TransactionRow } from './transaction-row.ts';

/** The most purchases of a card that are loaded at once. */
export const MOST_RECENT = 20;

/** A card's newest purchases. */
export const recentOfCard = loaderManyBy<string, ShownTransaction>(
  (transaction) => transaction.cardId,
  async (manager, cardIds) => {
    const rows = await manager.query<TransactionRow[]>(
      `SELECT ${TRANSACTION_COLUMNS} FROM unnest($1::uuid[]) AS k (id) CROSS JOIN LATERAL (
         SELECT * FROM transactions WHERE company_id = app_company() AND card_id = k.id ORDER BY transacted_at DESC, id DESC LIMIT ${MOST_RECENT}) t`,
      [cardIds],
    );
    return rows.map(shownTransaction);
  },
);

/** Of whom, and in which span of time. */
export type SpentKey = string;

function spentKey(id: string, startMs: number, endMs: number): SpentKey {
  return `${id} ${startMs} ${endMs}`;
}

/** This month of the company, for a card or a person. */
export async function thisMonth(
  { loaders, clock }: GraphQLContext,
  companyId: string,
  id: string,
): Promise<{ key: SpentKey; currency: string }> {
  const company = await loaders.load(companyById, companyId);
  if (company === null) throw new Error(`there is no company ${companyId}`);
  const { startMs, endMs } = windowAt(company.timeZone, 'MONTH', clock.now().getTime());
  return { key: spentKey(id, startMs, endMs), currency: company.currency };
}

type Spent = { readonly key: SpentKey; readonly minor: bigint };

/**
 * What limits count: holds and cleared amounts, each in the moment in which it counts. A purchase may count something new
 * until long after it was made, as an increment does.
 */
function spentBy(column: 'card_id' | 'user_id', currency: string): LoaderDefinition<SpentKey, Spent | null> {
  return loaderBy<SpentKey, Spent>(
    (spent) => spent.key,
    async (manager, keys) => {
      const asked = keys.map((key) => key.split(' '));
      const rows = await manager.query<{ key: string; minor: string }[]>(
        `SELECT k.key, s.minor FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) AS k (key, id, starts_at, ends_at)
          CROSS JOIN LATERAL (
            SELECT coalesce(sum(p.minor), 0) AS minor FROM transactions t CROSS JOIN LATERAL unnest(t.part_at, t.part_minor) AS p (at, minor)
             WHERE t.company_id = app_company() AND t.${column} = k.id AND ${currency}
               AND t.transacted_at >= k.starts_at - interval '60 days' AND t.transacted_at < k.ends_at
               AND p.at >= k.starts_at AND p.at < k.ends_at) s`,
        [keys, asked.map(([id]) => id), asked.map(([, start]) => new Date(Number(start))), asked.map(([, , end]) => new Date(Number(end)))],
      );
      return rows.map(({ key, minor }) => ({ key, minor: BigInt(minor) }));
    },
  );
}

export const spentByCard = spentBy('card_id', 'true');
/** In the company's currency. */
export const spentByPerson = spentBy('user_id', 't.currency = (SELECT currency FROM companies WHERE id = app_company())');
