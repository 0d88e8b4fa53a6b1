import type { Run } from '../../platform/run.ts';
import type { HolderState } from './holder.ts';

/** A company (its own id) or a person as a holder at Marqeta. */
export type StoredHolder = HolderState & {
  readonly holder: 'COMPANY' | 'PERSON';
  readonly companyId: string;
  readonly id: string;
  /** Null until Marqeta has it. */
  readonly token: string | null;
};

const TABLES = {
  COMPANY: { table: 'companies', company: 'id', token: 'marqeta_business_token' },
  PERSON: { table: 'users', company: 'company_id', token: 'marqeta_user_token' },
} as const;

export async function findHolder(run: Run, holder: StoredHolder['holder'], id: string): Promise<StoredHolder | null> {
  const { table, company, token } = TABLES[holder];
  const [row] = await run<StoredHolder>(
    `SELECT $2::text AS holder, ${company} AS "companyId", id, ${token} AS token, holder_status AS status, holder_changed_at AS "changedAt"
       FROM ${table} WHERE id = $1`,
    [id, holder],
  );
  return row ?? null;
}

/** Under the company's gate, by the role that tells Marqeta of holders. */
export async function saveToken(run: Run, { holder, id }: StoredHolder, token: string): Promise<void> {
  await run(`UPDATE ${TABLES[holder].table} SET ${TABLES[holder].token} = $2 WHERE id = $1`, [id, token]);
}

/** Under the company's gate. */
export async function saveHolder(run: Run, { holder, id }: StoredHolder, { status, changedAt }: HolderState): Promise<void> {
  await run(`UPDATE ${TABLES[holder].table} SET holder_status = $2, holder_changed_at = $3 WHERE id = $1`, [id, status, changedAt]);
}

/** Verifications of the holder that Marqeta has not decided yet. */
export async function openVerifications(run: Run, { holder, companyId, id }: StoredHolder): Promise<string[]> {
  const rows = await run<{ id: string }>(
    `SELECT id FROM verifications
      WHERE company_id = $1 AND user_id IS NOT DISTINCT FROM $2 AND state IN ('WAITING', 'PENDING') ORDER BY id`,
    [companyId, holder === 'PERSON' ? id : null],
  );
  return rows.map((row) => row.id);
}
