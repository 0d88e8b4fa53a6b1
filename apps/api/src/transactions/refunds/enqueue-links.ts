import type pg from 'pg';
import { enqueueAllOn } from '../../platform/jobs.ts';

export type RefundToLink = { readonly companyId: string; readonly refundId: string };

/** The job that finds the purchase of a refund. */
export const LINK_REFUND = 'refund.link';

/** In the transaction that applied them, with one statement. */
export async function enqueueLinks(client: pg.ClientBase | pg.Pool, refunds: readonly RefundToLink[]): Promise<void> {
  await enqueueAllOn(
    client,
    LINK_REFUND,
    refunds.map((payload) => ({ payload, key: payload.refundId })),
  );
}
