import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { DomainError } from '../../platform/errors.ts';

const MIN_LENGTH = 12;
/** Longer ones only cost time to hash. */
const MAX_LENGTH = 200;
/** What comes after is not looked at: what is long enough by then is good enough. */
const LOOKED_AT = 64;
/** Of 0 to 4: at least 10^8 guesses of who knows the leaked passwords and how people change them. */
const GOOD_ENOUGH = 3;

export class PasswordLengthError extends DomainError {
  override readonly name = 'PasswordLengthError';
  readonly kind = 'invalid';
  readonly code = 'PASSWORD_LENGTH';
  override readonly field = 'password';
  constructor() {
    super(`A password has ${MIN_LENGTH} to ${MAX_LENGTH} characters.`);
  }
}

export class GuessablePasswordError extends DomainError {
  override readonly name = 'GuessablePasswordError';
  readonly kind = 'invalid';
  readonly code = 'PASSWORD_GUESSABLE';
  override readonly field = 'password';
  constructor() {
    super('This password has leaked elsewhere, or is easily guessed. Take another: three or four unusual words do well.');
  }
}

let estimator: Promise<ZxcvbnFactory> | null = null;

/** The 49,233 most common leaked passwords, and how people vary them. They come with the package: nothing is asked of the network. */
function load(): Promise<ZxcvbnFactory> {
  estimator ??= (async () => {
    const [{ ZxcvbnFactory: Factory }, { adjacencyGraphs, dictionary }] = await Promise.all([
      import('@zxcvbn-ts/core'),
      import('@zxcvbn-ts/language-common'),
    ]);
    return new Factory({ dictionary, graphs: adjacencyGraphs });
  })();
  return estimator;
}

/**
 * @param about what others know of the person who chooses it: their name, their address. Nothing for one that is given at the terminal.
 * @throws PasswordLengthError, GuessablePasswordError
 */
export async function checkNewPassword(password: string, about: readonly string[] = []): Promise<void> {
  const letters = Array.from(password.normalize('NFKC'));
  if (letters.length < MIN_LENGTH || letters.length > MAX_LENGTH) throw new PasswordLengthError();
  const known = about.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length > 2);
  const { score } = (await load()).check(letters.slice(0, LOOKED_AT).join(''), known);
  if (score < GOOD_ENOUGH) throw new GuessablePasswordError();
}
