import type { Run } from '../platform/run.ts';
import type { Sealer } from '../platform/seal.ts';

/** A person's key; null once it is forgotten. Who never had one is not in the map. */
export type PersonKeys = ReadonlyMap<string, Buffer | null>;

export async function personKeysOf(run: Run, sealer: Sealer, companyId: string, persons: Iterable<string | null>): Promise<PersonKeys> {
  const asked = [...new Set(persons)].filter((person) => person !== null);
  if (asked.length === 0) return new Map();
  const rows = await run<{ id: string; wrapped: Buffer | null }>(
    `SELECT user_id AS id, wrapped_key AS wrapped FROM person_keys WHERE company_id = $1 AND user_id::text = ANY ($2)`,
    [companyId, asked],
  );
  return new Map(rows.map(({ id, wrapped }) => [id, wrapped === null ? null : sealer.unwrap(wrapped)]));
}
