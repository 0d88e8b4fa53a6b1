import { DomainError, OverloadedError, UnavailableError } from './errors.ts';
import { isAway, isTooSlow } from './failures.ts';
import { sqlState } from './transact.ts';

/**
 * What a caller is told of something thrown: a refusal as it is, and what passes by itself (PostgreSQL is away, or too slow) as the
 * refusal that says so. Null for a defect.
 */
export function refusalOf(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error;
  if (isTooSlow(error)) return new OverloadedError({ cause: error });
  return isAway(error) && sqlState(error) !== WRITES_IN_READ_ONLY ? new UnavailableError({ cause: error }) : null;
}

/** A replica says so as well, but requests read in transactions that are read-only on purpose: there it is a defect. */
const WRITES_IN_READ_ONLY = '25006';
