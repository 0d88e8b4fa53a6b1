import type pg from 'pg';
import { HOLD_LIFE_MS } from '../ledger/hold-life.ts';
import type { Clock } from '../platform/clock.ts';
import type { Job } from '../platform/jobs.ts';

export type OldHoldsDeps = {
  readonly gateway: pg.Pool;
  readonly clock: Clock;
  /** All messages of the purchase that begins with this one, as JSON texts; none when Marqeta does not know it. */
  readonly askRelated: (token: string) => Promise<readonly string[]>;
  /** Applies what was learned as if it had been delivered. */
  readonly tell: (transaction: string) => Promise<void>;
};

/** Marqeta lets a hold go by itself when its life ends (wire-format §10, note 4). A day later it is asked about, and daily from then on. */
const GRACE = `interval '1 day'`;
/** Of a hold that was written before its end was. */
const LIFE = `interval '${HOLD_LIFE_MS / 86_400_000} days'`;
/** No hold lives so long. */
const OLDEST = `interval '100 days'`;

type Held = { readonly token: string; readonly known: readonly string[] };

/**
 * Looks after holds whose life has ended. A clearing, a reversal or an expiry whose webhook never came would leave them here for ever:
 * Marqeta gives a delivery up after its tenth repetition (§14.6). Nothing is let go but by Marqeta's word.
 */
export function askAboutOldHolds({ gateway, clock, askRelated, tell }: OldHoldsDeps): Job<unknown> {
  return {
    name: 'transactions.askAboutOldHolds',
    cron: '40 4 * * *',
    async run() {
      const { rows } = await gateway.query<Held>(HELD, [clock.now()]);
      for (const { token, known } of rows) {
        const heard = new Set(known);
        for (const message of await askRelated(token)) if (!heard.has(tokenOf(message))) await tell(message);
      }
    },
  };
}

const HELD = `
SELECT t.marqeta_transaction_token AS token,
       ARRAY(SELECT e.token FROM transaction_events e WHERE e.company_id = t.company_id AND e.transaction_id = t.id) AS known
  FROM companies c CROSS JOIN LATERAL (
    SELECT * FROM transactions
     WHERE company_id = c.id AND transacted_at > $1::timestamptz - ${OLDEST} AND transacted_at < $1::timestamptz - ${GRACE} AND held_minor > 0
       AND coalesce(hold_expires_at, transacted_at + ${LIFE}) < $1::timestamptz - ${GRACE}) t
 ORDER BY t.transacted_at`;

function tokenOf(message: string): string {
  return (JSON.parse(message) as { token: string }).token;
}
