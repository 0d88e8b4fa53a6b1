import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { TooManySignInsError } from './sign-in.errors.ts';

/** argon2id with OWASP's first choice of cost: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Longer ones are none: they only cost time to hash. */
const MOST_HASHED = 400;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  return passwordHash !== null && verify(passwordHash, password.normalize('NFKC'));
}

/**
 * Compares passwords, a few at a time: each costs 19 MiB and some 20 ms of a core. Without a hash it does the same work and
 * says no, so that the time taken does not tell whether a mailbox is known.
 */
export class PasswordVerifier {
  readonly #decoy = hashPassword('nobody has this password');
  readonly #limit: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit = Math.max(2, availableParallelism())) {
    this.#limit = limit;
  }

  /** @throws TooManySignInsError when too many wait already */
  async matches(passwordHash: string | null, password: string): Promise<boolean> {
    await this.#enter();
    try {
      const right = await verify(passwordHash ?? (await this.#decoy), password.normalize('NFKC').slice(0, MOST_HASHED));
      return right && passwordHash !== null;
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#limit) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.#limit * 32) throw new TooManySignInsError();
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
