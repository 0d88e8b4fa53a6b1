import type pg from 'pg';
import { unnest } from '../authorization/unnest.ts';
import type { Clock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Difference } from './compare.ts';

/** A difference as it is found, with both sides. */
export type Found = {
  readonly companyId: string | null;
  readonly what: Difference;
  readonly token: string;
  readonly type: string;
  readonly transactionId: string | null;
  readonly currency: string | null;
  readonly theirsState: string | null;
  readonly oursState: string | null;
  readonly theirsMinor: bigint | null;
  readonly oursMinor: bigint | null;
  readonly settledOn: string | null;
  readonly saidMs: number;
};

const ROWS = unnest<Found & { readonly id: string }>([
  ['id', 'uuid', (row) => row.id],
  ['company_id', 'uuid', (row) => row.companyId],
  ['what', 'text', (row) => row.what],
  ['token', 'text', (row) => row.token],
  ['type', 'text', (row) => row.type],
  ['transaction_id', 'uuid', (row) => row.transactionId],
  ['currency', 'text', (row) => row.currency],
  ['theirs_state', 'text', (row) => row.theirsState],
  ['ours_state', 'text', (row) => row.oursState],
  ['theirs_minor', 'bigint', (row) => row.theirsMinor],
  ['ours_minor', 'bigint', (row) => row.oursMinor],
  ['settled_on', 'date', (row) => row.settledOn],
  ['said_at', 'timestamptz', (row) => row.saidMs],
]);

const KEEP = `
INSERT INTO reconciliation_differences AS d (run_id, found_at, ${ROWS.names})
SELECT $1::uuid, $2::timestamptz, given.* FROM (${ROWS.select(3)}) given
ON CONFLICT (token) WHERE healed_at IS NULL DO UPDATE SET
  what = excluded.what, company_id = coalesce(excluded.company_id, d.company_id), transaction_id = coalesce(excluded.transaction_id, d.transaction_id),
  theirs_state = excluded.theirs_state, ours_state = excluded.ours_state, theirs_minor = excluded.theirs_minor, ours_minor = excluded.ours_minor
RETURNING token, d.id = ANY ($${3 + ROWS.width}::uuid[]) AS fresh`;

/** Notes what was found; a message has one open difference at most. @returns the tokens of those that were not open before */
export async function keepDifferences(
  gateway: pg.Pool,
  clock: Clock,
  runId: string,
  found: readonly Found[],
): Promise<ReadonlySet<string>> {
  if (found.length === 0) return new Set();
  const rows = found.map((one) => ({ ...one, id: uuidv7(clock) }));
  const kept = await gateway.query<{ token: string; fresh: boolean }>({
    name: 'keep-differences',
    text: KEEP,
    values: [runId, clock.now(), ...ROWS.parameters(rows), rows.map(({ id }) => id)],
  });
  return new Set(kept.rows.filter(({ fresh }) => fresh).map(({ token }) => token));
}

/** What is open of these messages, whose comparison found nothing any more, is healed. */
export async function healDifferences(
  gateway: pg.Pool,
  clock: Clock,
  tokens: readonly string[],
  of: 'MESSAGE' | 'SETTLEMENT',
): Promise<void> {
  if (tokens.length === 0) return;
  await gateway.query({
    name: 'heal-differences',
    text: `UPDATE reconciliation_differences SET healed_at = $2
            WHERE token = ANY ($1) AND healed_at IS NULL AND (what = 'SETTLEMENT_DIFFERS') = $3`,
    values: [tokens, clock.now(), of === 'SETTLEMENT'],
  });
}
