import type pg from 'pg';
import { Book } from '../../authorization/book.ts';
import { freshControls } from '../../authorization/controls-cache.ts';
import { gather } from '../../authorization/gather.ts';
import { record } from '../../authorization/record.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Job } from '../../platform/jobs.ts';
import type { Publisher } from '../../platform/publish.ts';
import { runOnClient } from '../../platform/run.ts';
import type { ApplyDeps } from '../apply-batch.ts';
import { inTransaction } from '../in-transaction.ts';
import { refundsWithCandidates } from './candidates.ts';
import { enqueueLinks, LINK_REFUND, type RefundToLink } from './enqueue-links.ts';
import { linkRefund } from './link-refund.ts';
import { matchRefund } from './match-refund.ts';

export type LinkRefundsDeps = Omit<ApplyDeps, 'directory'> & { readonly gateway: pg.Pool; readonly publisher: Publisher };

/**
 * Finds the purchase of a refund that names none. By itself and not where the refund is applied: which purchases are there already
 * must not decide what the same messages come to.
 */
export function linkRefundJob(deps: LinkRefundsDeps): Job<RefundToLink> {
  return {
    name: LINK_REFUND,
    async run(asked) {
      const feed = await inTransaction(deps.gateway, (client) => link(client, deps, asked));
      for (const { companyId, number } of feed) deps.publisher.companyAt(companyId, number);
    },
  };
}

async function link(client: pg.ClientBase, { clock, cache }: LinkRefundsDeps, { companyId, refundId }: RefundToLink) {
  await client.query('SELECT 1 FROM company_gates WHERE company_id = $1 FOR NO KEY UPDATE', [companyId]);
  const [found] = await refundsWithCandidates(runOnClient(client), companyId, [refundId]);
  if (found === undefined || found.refundOfToken !== null || found.refundLink !== null) return [];
  const match = matchRefund(found, found.candidates);
  if (match === null) return [];
  const gathered = await gather(client, {
    ...{ companyIds: [companyId], cards: [], counters: [], jitTokens: [], transactionTokens: [], newTokens: [] },
    relatedTokens: [found.token, match.token],
  });
  const controlsOf = await freshControls(client, cache, gathered.gates);
  const nowMs = clock.now().getTime();
  const book = new Book(gathered, { nowMs, newId: () => uuidv7(clock) });
  const refund = book.purchaseOf(found.token);
  if (refund === null) throw new Error(`refund ${refundId} was not gathered`);
  linkRefund(refund, { refundOfToken: match.token, refundLink: match.confidence }, { book, controlsOf, cause: LINK_REFUND });
  const writes = { ...book.writes(), authorizations: [] };
  await record(client, nowMs, writes);
  return writes.gates.map(({ nextFeedNumber }) => ({ companyId, number: nextFeedNumber - 1n }));
}

/** A purchase may be heard of after its refund: for so long Marqeta repeats a delivery (wire-format §14.6). */
const LOOKED_AGAIN = `interval '14 days'`;
const AT_ONCE = 500;

/** Looks again for the purchases of refunds of the last days that none was found for. */
export function linkOpenRefundsJob({ gateway, clock }: Pick<LinkRefundsDeps, 'gateway' | 'clock'>): Job<unknown> {
  return {
    name: 'refund.linkOpen',
    cron: '23 * * * *',
    async run() {
      const { rows } = await gateway.query<RefundToLink>(OPEN, [clock.now()]);
      await enqueueLinks(gateway, rows);
    },
  };
}

const OPEN = `
SELECT t.company_id AS "companyId", t.id AS "refundId"
  FROM companies c CROSS JOIN LATERAL (
    SELECT * FROM transactions
     WHERE company_id = c.id AND transacted_at > $1::timestamptz - ${LOOKED_AGAIN} AND kind = 'REFUND' AND cleared_minor < 0
       AND refund_of_token IS NULL AND refund_link IS NULL) t
 ORDER BY t.transacted_at LIMIT ${AT_ONCE}`;
