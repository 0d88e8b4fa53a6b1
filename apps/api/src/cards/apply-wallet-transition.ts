import type { DigitalWalletTokenTransition } from '@afc/marqeta';
import type pg from 'pg';
import { reportOfWallet } from '../marqeta/wallets.ts';
import type { Clock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import { runOnClient } from '../platform/run.ts';
import { announceOn, type AppliedCardTransition } from './apply-card-transition.ts';
import { findCardByToken } from './card-store.ts';
import { findWalletTokenByName, saveStanding } from './wallet-token-store.ts';
import { merge } from './wallet-token.state.ts';

/**
 * Applies what Marqeta reports of a card in a phone, in the caller's transaction of role `afc_gateway` under the gate of its company.
 * In any order, and any number of times. Null when no company has such a card.
 */
export async function applyWalletTransition(
  client: pg.ClientBase,
  transition: DigitalWalletTokenTransition,
  clock: Clock,
): Promise<AppliedCardTransition | null> {
  const run = runOnClient(client);
  const report = reportOfWallet(transition, clock.now());
  const card = report === null ? null : await findCardByToken(run, report.cardToken);
  if (report === null || card === null) return null;
  const { companyId } = card;
  const { marqetaToken, state, changedAt, wallet, deviceName, deviceType } = report;
  const known = await findWalletTokenByName(run, marqetaToken);
  if (known === null) {
    await run(
      `INSERT INTO wallet_tokens (company_id, id, card_id, marqeta_token, state, changed_at, wallet, device_name, device_type)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [companyId, uuidv7(clock), card.id, marqetaToken, state, changedAt, wallet, deviceName, deviceType],
    );
    return { companyId, feedNumber: await announceOn(run, card, state === 'REQUESTED' ? 'wallet.requested' : 'wallet.added', clock) };
  }
  const after = merge(known, { state, changedAt });
  if (after === known) return { companyId, feedNumber: null };
  await saveStanding(run, known, after, clock.now());
  return { companyId, feedNumber: await announceOn(run, card, 'wallet.changed', clock) };
}
