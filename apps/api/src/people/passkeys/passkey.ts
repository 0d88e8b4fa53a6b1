import { InvalidInputError } from '../../platform/errors.ts';

/** What somebody is asked to show a passkey for. An answer to one is no answer to another. */
export type Purpose = 'ADD' | 'SIGN_IN' | 'SECOND_STEP' | 'STEP_UP';

export const CHALLENGE_LASTS_MS = 5 * 60_000;
export const MOST_PASSKEYS = 20;
const LONGEST_NAME = 60;

/**
 * Whether the authenticator has to have seen who holds it: by a PIN, a finger, a face. After the password, having it is enough; where it
 * stands alone it counts for two factors only with that.
 */
export function needsVerification(purpose: Purpose): boolean {
  return purpose !== 'SECOND_STEP';
}

export type Kept = { readonly signCount: number; readonly syncable: boolean; readonly backedUp: boolean };
/** What an authenticator said with its signature. */
export type Said = Kept;

/**
 * Why a passkey whose signature is right is refused all the same; null when it is not. A counter that does not go up tells of a copy,
 * but of one that its owner made where it is backed up: synced passkeys count on each device, or not at all. What may be copied is said
 * once, when it is made.
 */
export function whyNotGenuine(kept: Kept, said: Said): string | null {
  if (kept.syncable !== said.syncable) return 'it says otherwise than before whether it can be copied';
  if (kept.backedUp || said.backedUp) return null;
  if (kept.signCount === 0 && said.signCount === 0) return null;
  return said.signCount > kept.signCount ? null : 'its counter did not go up';
}

/** @throws InvalidInputError */
export function passkeyName(typed: string): string {
  const name = typed.trim().replaceAll(/\s+/g, ' ');
  if (name === '' || name.length > LONGEST_NAME) throw new InvalidInputError('name', `A name has 1 to ${LONGEST_NAME} characters.`);
  return name;
}
