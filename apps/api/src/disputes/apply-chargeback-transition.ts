import type { ChargebackTransition } from '@afc/marqeta';
import type pg from 'pg';
import type { Clock } from '../platform/clock.ts';
import { isUuid } from '../platform/ids.ts';
import { enqueueOn } from '../platform/jobs.ts';
import { runOnClient } from '../platform/run.ts';
import { findDispute } from './dispute-store.ts';
import { isDisputeState } from './dispute.state.ts';
import { TELL_MARQETA_OF_DISPUTE } from './dispute.service.ts';
import { recordSaid } from './said.ts';

type AppliedChargebackTransition = { readonly companyId: string; readonly feedNumber: bigint | null };

/** What the intake of webhooks does with the steps of disputes. */
export function chargebackSink(clock: Clock) {
  const apply = (client: pg.ClientBase, transition: ChargebackTransition) => applyChargebackTransition(client, transition, clock);
  return { companiesOf, apply };
}

async function companiesOf(client: pg.ClientBase, transitions: readonly ChargebackTransition[]): Promise<string[]> {
  const ids = transitions.flatMap(({ chargeback_token: token }) => (token !== undefined && isUuid(token) ? [token] : []));
  const { rows } = await client.query<{ company_id: string }>('SELECT DISTINCT company_id FROM disputes WHERE id = ANY ($1)', [ids]);
  return rows.map((row) => row.company_id);
}

/**
 * Applies a step of a dispute that Marqeta reported, in the caller's transaction of role `afc_gateway` under the company's gate. Null
 * when no dispute of ours is meant. A state never heard of is kept in the dispute's history alone.
 */
async function applyChargebackTransition(
  client: pg.ClientBase,
  transition: ChargebackTransition,
  clock: Clock,
): Promise<AppliedChargebackTransition | null> {
  const { token, state, chargeback_token: chargebackToken, created_time: time, reason } = transition;
  const run = runOnClient(client);
  const before = chargebackToken !== undefined && isUuid(chargebackToken) ? await findDispute(run, chargebackToken) : null;
  if (before === null || !isDisputeState(state)) return null;
  const at = time === undefined ? clock.now() : new Date(time);
  const { dispute, feedNumber } = await recordSaid(run, before, { token, state, at, reason: reason ?? null }, clock);
  const { companyId, id, waitingSince } = dispute;
  if (waitingSince !== null) {
    await enqueueOn(client, TELL_MARQETA_OF_DISPUTE, { companyId, disputeId: id }, { key: id, queue: `dispute:${id}` });
  }
  return { companyId, feedNumber };
}
