import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Clock } from '../../platform/clock.ts';
import { type Sealer, seal, unseal } from '../../platform/seal.ts';
import { countFailure, failuresOf, forgetFailures } from '../sign-in/failures.ts';
import { signInPace } from '../sign-in/slow-down.ts';
import { factorsOf, hasFactor } from './factors.ts';
import { recoveryCodeHash } from './recovery-codes.ts';
import { totpStep } from './totp.ts';

export type SecondFactor = {
  readonly secretSealed: Buffer;
  /** The identity's key, which seals the secret. */
  readonly wrappedKey: Buffer;
  /** Null while no code of it was given. */
  readonly confirmedAt: Date | null;
  readonly lastStep: string | null;
  readonly recoveryCodesLeft: number;
};

const place = (identityId: string) => `second_factors.secret_sealed:${identityId}`;

export function sealSecret(sealer: Sealer, wrappedKey: Uint8Array, identityId: string, secret: string): Buffer {
  return seal(sealer.unwrap(wrappedKey), secret, place(identityId));
}

export function openSecret(sealer: Sealer, { wrappedKey, secretSealed }: SecondFactor, identityId: string): string {
  return unseal(sealer.unwrap(wrappedKey), secretSealed, place(identityId));
}

/** Null when none was ever begun. */
export async function findSecondFactor(manager: EntityManager, identityId: string): Promise<SecondFactor | null> {
  const [row] = await manager.query<SecondFactor[]>(
    `SELECT secret_sealed AS "secretSealed", wrapped_key AS "wrappedKey", confirmed_at AS "confirmedAt", last_step AS "lastStep",
            codes_left AS "recoveryCodesLeft" FROM auth_second_factor($1)`,
    [identityId],
  );
  return row ?? null;
}

export type CodeCheck = 'right' | 'wrong' | 'none' | { readonly refuseForMs: number };

/** Wrong codes of an identity are counted apart from wrong passwords: only who knows the password gets as far as a code. */
const countedUnder = (identityId: string) => createHash('sha256').update(`second factor:${identityId}`).digest();
const FROM_ANYWHERE = 'code';

/**
 * Tries a code of the authenticator, or one for recovery, and uses it up. Codes of six digits are tried slower with each wrong one,
 * wherever they come from; a recovery code nobody guesses, and it works however often somebody else was wrong. The transaction has to
 * commit whatever comes of it.
 */
export async function checkCode(
  manager: EntityManager,
  { sealer, clock }: { readonly sealer: Sealer; readonly clock: Clock },
  identityId: string,
  typed: string,
): Promise<CodeCheck> {
  await manager.query('SELECT auth_lock_second_factor($1)', [identityId]);
  if (!hasFactor(await factorsOf(manager, identityId))) return 'none';
  const now = clock.now();
  const hash = recoveryCodeHash(identityId, typed);
  if (hash !== null)
    return (await saysYes(manager, 'SELECT auth_use_recovery_code($1, $2, $3) AS yes', [identityId, hash, now])) ? 'right' : 'wrong';
  const factor = await findSecondFactor(manager, identityId);
  // Only a passkey, or a recovery code: no six digits are right.
  if (factor === null || factor.confirmedAt === null) return 'wrong';
  const counted = countedUnder(identityId);
  const pace = signInPace((await failuresOf(manager, counted, FROM_ANYWHERE)).here, null, now);
  if ('refuseForMs' in pace) return pace;
  const step = totpStep(openSecret(sealer, factor, identityId), typed.replace(/\s/g, ''), now);
  const right = step !== null && (await saysYes(manager, 'SELECT auth_use_step($1, $2) AS yes', [identityId, step]));
  if (right) await forgetFailures(manager, counted, FROM_ANYWHERE);
  else await countFailure(manager, counted, FROM_ANYWHERE, now);
  return right ? 'right' : 'wrong';
}

async function saysYes(manager: EntityManager, sql: string, parameters: readonly unknown[]): Promise<boolean> {
  const [row] = await manager.query<{ yes: boolean }[]>(sql, [...parameters]);
  return row?.yes === true;
}
