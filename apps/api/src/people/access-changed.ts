import { bumpControls } from '../platform/gate.ts';
import type { Tx } from '../platform/transact.ts';

/** Whom controls bind, and what these people's sessions may see, is read anew. Under the gate. */
export async function accessChanged(tx: Tx, companyId: string, personIds: readonly string[], now: Date): Promise<void> {
  await tx.query(`UPDATE users SET version = version + 1, updated_at = $3 WHERE company_id = $1 AND id = ANY ($2)`, [
    companyId,
    personIds,
    now,
  ]);
  await tx.query(`SELECT auth_touch_person($1, person) FROM unnest($2::uuid[]) AS person`, [companyId, personIds]);
  await bumpControls(tx, companyId);
}
