import type pg from 'pg';
import { enqueueAllStatement } from '../../platform/jobs.ts';

export type RefundToLink = { readonly companyId: string; readonly refundId: string };

/** The job that finds the purchase of a refund. */
export const LINK_REFUND = 'refund.link';

/** For the transaction that applied them; null where there are none. */
export function enqueueLinksStatement(refunds: readonly RefundToLink[]): pg.QueryConfig | null {
  return enqueueAllStatement(
    LINK_REFUND,
    refunds.map((payload) => ({ payload, key: payload.refundId })),
  );
}

export async function enqueueLinks(client: pg.ClientBase | pg.Pool, refunds: readonly RefundToLink[]): Promise<void> {
  const statement = enqueueLinksStatement(refunds);
  if (statement !== null) await client.query(statement);
}
