import { sqlState } from './transact.ts';

/** PostgreSQL cannot be reached, is shutting down or starting: trying again at once would only add to it. */
export function isAway(error: unknown): boolean {
  const code = sqlState(error);
  if (code !== '') return AWAY.has(code) || code.startsWith('08') || code.startsWith('57P');
  return error instanceof Error && (LOST.has(error.message) || error.message.startsWith('connection terminated: no answer within'));
}

/** A lock was not had, or a statement not done, in its time. No question of a batch is the culprit: each alone would wait as long. */
export function ranOutOfTime(error: unknown): boolean {
  return foundLocked(error) || sqlState(error) === '57014';
}

/** Somebody else held the gate for all of `lock_timeout`. */
export function foundLocked(error: unknown): boolean {
  return sqlState(error) === '55P03';
}

/** PostgreSQL is there and has too much to do: what was asked was not had in its time, or lost against others however often it was tried. */
export function isTooSlow(error: unknown): boolean {
  return ranOutOfTime(error) || TOO_SLOW.has(sqlState(error)) || (error instanceof Error && error.message === 'Query read timeout');
}

/** Connection errors of the operating system, too many connections, a full disk, a read-only replica. */
const AWAY: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '53300',
  '53100',
  '25006',
]);

/** What `pg` and TypeORM say, without a code, of a connection that is no more or was not had. */
const LOST: ReadonlySet<string> = new Set([
  'timeout expired',
  'timeout exceeded when trying to connect',
  'Connection terminated',
  'Connection terminated unexpectedly',
  'Connection terminated due to connection timeout',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Query read timeout',
  'Cannot use a pool after calling end on the pool',
  'Driver not Connected',
  // A connection that broke between two statements was taken from whoever goes on with it.
  'Query runner already released. Cannot run queries anymore.',
]);

/** Serialization failure and deadlock, each for the last of some times; a process that was too busy to go on with its transaction. */
const TOO_SLOW: ReadonlySet<string> = new Set(['40001', '40P01', '25P03']);
