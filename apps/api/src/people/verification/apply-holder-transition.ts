import type pg from 'pg';
import type { HolderTransition } from '../../marqeta/holder-report.ts';
import { isUuid } from '../../platform/ids.ts';
import { enqueueOn } from '../../platform/jobs.ts';
import { mergeHolder } from './holder.ts';
import { findHolder, openVerifications, saveHolder } from './holder-store.ts';
import { runOnClient } from '../../platform/run.ts';
import { SETTLE, settlingOf } from './settle-verification.job.ts';

/** Companies of the holders named, as far as they are ours: whose gates are to be taken. */
export async function companiesOfHolders(client: pg.ClientBase, transitions: readonly HolderTransition[]): Promise<string[]> {
  const ids = (holder: HolderTransition['holder']) =>
    transitions.filter((transition) => transition.holder === holder && isUuid(transition.holderId)).map(({ holderId }) => holderId);
  const { rows } = await client.query<{ company_id: string }>(
    `SELECT company_id FROM users WHERE id = ANY ($1::uuid[]) UNION SELECT id FROM companies WHERE id = ANY ($2::uuid[])`,
    [ids('PERSON'), ids('COMPANY')],
  );
  return rows.map((row) => row.company_id);
}

/**
 * Applies a transition that Marqeta reported, in the caller's transaction of role `afc_gateway`, under the gate of the holder's
 * company. In any order, and any number of times. Null when the holder is none of ours.
 */
export async function applyHolderTransition(
  client: pg.ClientBase,
  { holder, holderId, report }: HolderTransition,
): Promise<{ readonly companyId: string } | null> {
  const run = runOnClient(client);
  const before = isUuid(holderId) ? await findHolder(run, holder, holderId) : null;
  if (before === null) return null;
  const { companyId } = before;
  const after = mergeHolder(before, report);
  if (after === before) return { companyId };
  await saveHolder(run, before, after);
  for (const verificationId of await openVerifications(run, before))
    await enqueueOn(client, SETTLE, { companyId, verificationId }, settlingOf(verificationId));
  return { companyId };
}
