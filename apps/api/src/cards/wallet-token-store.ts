import type { Run } from '../platform/run.ts';
import { isWaiting, type WalletTokenStanding } from './wallet-token.state.ts';

/** A card in a phone, as it stands in `wallet_tokens`. */
export type StoredWalletToken = WalletTokenStanding & {
  readonly companyId: string;
  readonly id: string;
  readonly cardId: string;
  readonly marqetaToken: string;
  readonly wallet: string | null;
  readonly deviceName: string | null;
  readonly deviceType: string | null;
  readonly waitingSince: Date | null;
  readonly version: number;
};

export const WALLET_TOKEN_COLUMNS = `w.company_id AS "companyId", w.id, w.card_id AS "cardId", w.marqeta_token AS "marqetaToken", w.state,
  w.changed_at AS "changedAt", w.wallet, w.device_name AS "deviceName", w.device_type AS "deviceType", w.wish, w.refusal,
  w.waiting_since AS "waitingSince", w.version`;

export async function findWalletToken(run: Run, companyId: string, id: string): Promise<StoredWalletToken | null> {
  const [token] = await run<StoredWalletToken>(
    `SELECT ${WALLET_TOKEN_COLUMNS} FROM wallet_tokens w WHERE w.company_id = $1 AND w.id = $2`,
    [companyId, id],
  );
  return token ?? null;
}

export async function findWalletTokenByName(run: Run, marqetaToken: string): Promise<StoredWalletToken | null> {
  const [token] = await run<StoredWalletToken>(`SELECT ${WALLET_TOKEN_COLUMNS} FROM wallet_tokens w WHERE w.marqeta_token = $1`, [
    marqetaToken,
  ]);
  return token ?? null;
}

/** Writes how it stands now. A new wish makes a new version. Under the gate. */
export async function saveStanding(run: Run, before: StoredWalletToken, after: WalletTokenStanding, now: Date): Promise<void> {
  const version = before.wish === after.wish && before.refusal === after.refusal ? before.version : before.version + 1;
  const waitingSince = isWaiting(after) ? (before.waitingSince ?? now) : null;
  await run(
    `UPDATE wallet_tokens SET state = $3, changed_at = $4, wish = $5, refusal = $6, waiting_since = $7, version = $8
      WHERE company_id = $1 AND id = $2`,
    [before.companyId, before.id, after.state, after.changedAt, after.wish, after.refusal, waitingSince, version],
  );
}
