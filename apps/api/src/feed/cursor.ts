import { DomainError } from '../platform/errors.ts';

export class FeedCursorError extends DomainError {
  override readonly name = 'FeedCursorError';
  readonly kind = 'invalid';
  readonly code = 'FEED_CURSOR_UNKNOWN';
  override readonly field = 'after';
  constructor(message = 'This is no position of your live feed. Read the screen again, then follow from now on.') {
    super(message);
  }
}

/** A position in a company's feed, opaque outside. It names the company: numbers of different companies look alike. */
export function feedCursor(companyId: string, number: bigint): string {
  return Buffer.from(`1 ${companyId} ${number}`).toString('base64url');
}

/** @throws FeedCursorError when the text is no position of this company */
export function feedNumber(companyId: string, cursor: string): bigint {
  const match = /^1 (\S+) (\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (match?.[1] !== companyId || match[2] === undefined) throw new FeedCursorError();
  return BigInt(match[2]);
}
