import type { Job } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { type Approval, releaseApprovals, type ReleaseDeps } from './release-approvals.ts';

export type SweepDeps = ReleaseDeps & {
  readonly log: Log;
  /** What Marqeta knows of a transaction, as JSON text, or null when it does not know it. */
  readonly askMarqeta: (token: string) => Promise<string | null>;
  /** Applies what was learned as if it had been delivered. */
  readonly tell: (transaction: string) => Promise<void>;
};

/** An approval without a word from Marqeta for so long is asked about. */
const ASK_AFTER_MS = 60_000;
/** One that Marqeta does not know is let go after so long, provided that its webhooks arrive at all. */
const RELEASE_AFTER_MS = 4 * 3_600_000;
const AT_ONCE = 50;

type Silent = Approval & { readonly token: string; readonly decidedAt: Date; readonly heardSince: boolean };

/**
 * Asks Marqeta about approvals that no webhook has confirmed. Silence alone never releases a hold: only "not found", hours
 * later, and only when newer webhooks have come in the meantime.
 */
export function sweepApprovals(deps: SweepDeps): Job<unknown> {
  const { gateway, clock, log, askMarqeta, tell } = deps;
  return {
    name: 'authorization.sweep',
    cron: '* * * * *',
    async run() {
      const now = clock.now().getTime();
      const { rows } = await gateway.query<Silent>(
        `SELECT a.company_id AS "companyId", a.id AS "authorizationId", a.transaction_token AS token, a.decided_at AS "decidedAt",
                EXISTS (SELECT 1 FROM marqeta_inbox i WHERE i.source = 'WEBHOOK' AND i.id > uuid_floor(a.decided_at + interval '1 minute')) AS "heardSince"
           FROM transactions t JOIN authorizations a ON a.company_id = t.company_id AND a.transaction_id = t.id
          WHERE t.unconfirmed AND t.created_at < $1 AND a.outcome = 'APPROVED' AND a.released_at IS NULL AND a.decided_at < $1
            AND NOT EXISTS (SELECT 1 FROM transaction_events e WHERE e.company_id = a.company_id AND e.token = a.transaction_token)
          ORDER BY a.decided_at LIMIT ${AT_ONCE}`,
        [new Date(now - ASK_AFTER_MS)],
      );
      for (const approval of rows) {
        const known = await askMarqeta(approval.token);
        if (known !== null) await tell(known);
        else if (approval.heardSince && now - approval.decidedAt.getTime() > RELEASE_AFTER_MS) {
          log.warn(
            { token: approval.token, authorizationId: approval.authorizationId },
            'Marqeta does not know an approval: its hold is released',
          );
          await releaseApprovals(deps, [approval], 'SILENCE');
        }
      }
    },
  };
}
