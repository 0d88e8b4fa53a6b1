import { sqlState } from '../platform/transact.ts';

/** What a decision asks of the database is answered by then, or not at all: two statements at their longest, and the way there and back. */
export const ANSWER_WITHIN_MS = 2_500;

/** The database cannot be reached, is shutting down or starting: trying again at once would only add to it. */
export function isAway(error: unknown): boolean {
  const code = sqlState(error);
  return (
    AWAY.has(code) ||
    code.startsWith('08') ||
    code.startsWith('57P') ||
    (code === '' && error instanceof Error && /connect|terminated|timeout/i.test(error.message))
  );
}

/** A lock was not had, or a statement not done, in its time. No question of a batch is the culprit: each alone would wait as long. */
export function ranOutOfTime(error: unknown): boolean {
  return foundLocked(error) || sqlState(error) === '57014';
}

/** Somebody else held the gate for all of `lock_timeout`. */
export function foundLocked(error: unknown): boolean {
  return sqlState(error) === '55P03';
}

/** Connection errors of the operating system, too many connections, a read-only replica. */
const AWAY: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  '53300',
  '53100',
  '25006',
]);
