import type { EntityManager } from 'typeorm';

type Runs = Pick<EntityManager, 'query'>;

/** A passkey as its owner sees it. */
export type OwnPasskey = {
  readonly id: string;
  readonly name: string;
  readonly backedUp: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
};

export type Credential = OwnPasskey & {
  readonly credentialId: Buffer;
  readonly userHandle: Buffer;
  readonly transports: readonly string[];
};

/** The oldest first. */
export function passkeysOf(runs: Runs, identityId: string): Promise<Credential[]> {
  return runs.query<Credential[]>(
    `SELECT id, name, backed_up AS "backedUp", created_at AS "createdAt", last_used_at AS "lastUsedAt", credential_id AS "credentialId",
            user_handle AS "userHandle", transports FROM auth_passkeys($1)`,
    [identityId],
  );
}

export type NewPasskey = {
  readonly id: string;
  readonly identityId: string;
  readonly credentialId: Uint8Array;
  readonly userHandle: Buffer;
  readonly publicKey: Uint8Array;
  readonly signCount: number;
  readonly transports: readonly string[];
  readonly syncable: boolean;
  readonly backedUp: boolean;
  readonly name: string;
  readonly createdAt: Date;
};

/** @returns false when somebody has it already */
export async function addPasskey(runs: Runs, added: NewPasskey): Promise<boolean> {
  const { id, identityId, credentialId, userHandle, publicKey, signCount, transports, syncable, backedUp, name, createdAt } = added;
  const [row] = await runs.query<{ added: boolean }[]>('SELECT auth_add_passkey($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) AS added', [
    ...[id, identityId, Buffer.from(credentialId), userHandle, Buffer.from(publicKey), signCount, transports, syncable, backedUp, name],
    createdAt,
  ]);
  return row?.added === true;
}

/** A passkey that was shown, as it is kept. */
export type Shown = {
  readonly id: string;
  readonly identityId: string;
  readonly userHandle: Buffer;
  readonly publicKey: Buffer;
  readonly signCount: number;
  readonly syncable: boolean;
  readonly backedUp: boolean;
};

/** Locks it until the transaction ends. */
export async function lockShown(runs: Runs, credentialId: Buffer): Promise<Shown | null> {
  const [row] = await runs.query<(Omit<Shown, 'signCount'> & { signCount: string })[]>(
    `SELECT id, identity_id AS "identityId", user_handle AS "userHandle", public_key AS "publicKey", sign_count AS "signCount", syncable,
            backed_up AS "backedUp" FROM auth_passkey_shown($1)`,
    [credentialId],
  );
  return row === undefined ? null : { ...row, signCount: Number(row.signCount) };
}

export async function notePasskeyUsed(
  runs: Runs,
  passkeyId: string,
  { signCount, backedUp }: Pick<Shown, 'signCount' | 'backedUp'>,
  now: Date,
): Promise<void> {
  await runs.query('SELECT auth_use_passkey($1, $2, $3, $4)', [passkeyId, signCount, backedUp, now]);
}
