import type pg from 'pg';
import { Book } from '../authorization/book.ts';
import { freshControls } from '../authorization/controls-cache.ts';
import { gather } from '../authorization/gather.ts';
import { type HoldOutcome, noteHolds } from '../authorization/hold-events.ts';
import { record } from '../authorization/record.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Publisher } from '../platform/publish.ts';
import type { ApplyDeps } from './apply-batch.ts';
import { inTransaction } from './in-transaction.ts';

export type ReleaseDeps = ApplyDeps & { readonly gateway: pg.Pool; readonly publisher: Publisher };

export type Approval = { readonly companyId: string; readonly authorizationId: string };

/** Why an approval of ours is taken back without Marqeta having said that it did not happen. */
export type ReleaseReason = 'LATE' | 'SILENCE';

const OUTCOMES = { LATE: 'RELEASED_LATE', SILENCE: 'RELEASED_IN_SILENCE' } as const satisfies Record<ReleaseReason, HoldOutcome>;
/** Marqeta's own word would restore the hold: it is asked for. Of what it was told no about it will have one soon. */
const ASK_AGAIN_MS = { LATE: 60_000, SILENCE: 86_400_000 } as const satisfies Record<ReleaseReason, number>;

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
    newTokens: [],
  });
  // Marked after the gates are taken: the gate is the first lock of every transaction. If Marqeta has spoken meanwhile, its word counts.
  const marked = await client.query<{ companyId: string; token: string }>({
    name: 'release-approvals',
    text: `UPDATE authorizations a SET released_at = $3, release_reason = $4 FROM unnest($1::uuid[], $2::uuid[]) AS k (company_id, id)
            WHERE a.company_id = k.company_id AND a.id = k.id AND a.outcome = 'APPROVED' AND a.released_at IS NULL
              AND NOT EXISTS (SELECT FROM transaction_events e WHERE e.company_id = a.company_id AND e.token = a.transaction_token)
        RETURNING a.company_id AS "companyId", a.transaction_token AS token`,
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
  await noteHolds(
    client,
    marked.rows.map(({ companyId, token }) => ({
      ...{ companyId, token, id: uuidv7(clock), code: OUTCOMES[reason], atMs: nowMs, detail: null, askAtMs: nowMs + ASK_AGAIN_MS[reason] },
    })),
  );
  return writes.gates.map(({ companyId, nextFeedNumber }) => ({ companyId, number: nextFeedNumber - 1n }));
}
