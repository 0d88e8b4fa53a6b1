import type pg from 'pg';
import { Book } from '../authorization/book.ts';
import { freshControls } from '../authorization/controls-cache.ts';
import { gather } from '../authorization/gather.ts';
import { record } from '../authorization/record.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Publisher } from '../platform/publish.ts';
import type { ApplyDeps } from './apply-batch.ts';
import { inTransaction } from './in-transaction.ts';

export type ReleaseDeps = ApplyDeps & { readonly gateway: pg.Pool; readonly publisher: Publisher };

export type Approval = { readonly companyId: string; readonly authorizationId: string };

/** Why an approval of ours is taken back without Marqeta having said that it did not happen. */
export type ReleaseReason = 'LATE' | 'SILENCE';

/** Lets the holds of approvals go. Marqeta's own word of them, should it come, restores them. */
export async function releaseApprovals(deps: ReleaseDeps, approvals: readonly Approval[], reason: ReleaseReason): Promise<void> {
  const feed = await inTransaction(deps.gateway, (client) => release(client, deps, approvals, reason));
  for (const { companyId, number } of feed) deps.publisher.companyAt(companyId, number);
}

async function release(client: pg.ClientBase, deps: ReleaseDeps, approvals: readonly Approval[], reason: ReleaseReason) {
  const { clock, cache } = deps;
  const ids = [approvals.map(({ companyId }) => companyId), approvals.map(({ authorizationId }) => authorizationId)];
  const { rows } = await client.query<{ token: string }>({
    name: 'tokens-of-approvals',
    text: `SELECT a.transaction_token AS token FROM unnest($1::uuid[], $2::uuid[]) AS k (company_id, id)
             JOIN authorizations a ON a.company_id = k.company_id AND a.id = k.id`,
    values: ids,
  });
  const tokens = rows.map(({ token }) => token);
  const gathered = await gather(client, {
    companyIds: [...new Set(approvals.map(({ companyId }) => companyId))],
    cards: [],
    counters: [],
    jitTokens: [],
    transactionTokens: [],
    relatedTokens: tokens,
  });
  // Marked after the gates are taken: the gate is the first lock of every transaction.
  const marked = await client.query<{ token: string }>({
    name: 'release-approvals',
    text: `UPDATE authorizations a SET released_at = $3, release_reason = $4 FROM unnest($1::uuid[], $2::uuid[]) AS k (company_id, id)
            WHERE a.company_id = k.company_id AND a.id = k.id AND a.outcome = 'APPROVED' AND a.released_at IS NULL
        RETURNING a.transaction_token AS token`,
    values: [...ids, clock.now(), reason],
  });
  const controlsOf = await freshControls(client, cache, gathered.gates);
  const nowMs = clock.now().getTime();
  const book = new Book(gathered, { nowMs, newId: () => uuidv7(clock) });
  for (const { token } of marked.rows) {
    const purchase = book.purchaseOf(token);
    if (purchase === null) continue;
    const verdicts = purchase.verdicts.map((verdict) => (verdict.token === token ? { ...verdict, released: true } : verdict));
    book.enter({
      purchase: { ...purchase, verdicts },
      description: null,
      controls: controlsOf(purchase.companyId).bindingOn(purchase),
      cause: token,
    });
  }
  const writes = { ...book.writes(), authorizations: [] };
  await record(client, nowMs, writes);
  return writes.gates.map(({ companyId, nextFeedNumber }) => ({ companyId, number: nextFeedNumber - 1n }));
}
