import { DomainError } from '../../platform/errors.ts';

/** One answer whatever was wrong with it, and whether or not we know it. Not 401: who proves anew is still signed in. */
export class WrongPasskeyError extends DomainError {
  override readonly name = 'WrongPasskeyError';
  readonly kind = 'forbidden';
  readonly code = 'WRONG_PASSKEY';
  constructor() {
    super('This passkey is not good here, or it took longer than five minutes. Try again, or sign in another way.');
  }
}

export class PasskeyKnownError extends DomainError {
  override readonly name = 'PasskeyKnownError';
  readonly kind = 'conflict';
  readonly code = 'PASSKEY_KNOWN';
  constructor() {
    super('This passkey is known already. Use another device or another key.');
  }
}

export class TooManyPasskeysError extends DomainError {
  override readonly name = 'TooManyPasskeysError';
  readonly kind = 'rule';
  readonly code = 'TOO_MANY_PASSKEYS';
  constructor(most: number) {
    super(`You have ${most} passkeys, which is as many as one may. Remove one first.`);
  }
}

export class PasskeysNotHereError extends DomainError {
  override readonly name = 'PasskeysNotHereError';
  readonly kind = 'rule';
  readonly code = 'PASSKEYS_NOT_HERE';
  constructor() {
    super('Passkeys need a domain, and this installation is reached by an address. Ask who runs it to give it a name.');
  }
}
