/** For how long an operator reads a company at most. Who needs longer says why once more. */
export const READING_MS = 30 * 60_000;

/** An operator's look at a company's data. */
export type Reading = {
  readonly id: string;
  readonly companyId: string;
  readonly companyName: string;
  readonly operatorName: string;
  readonly reason: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
  /** Null when nobody ended it: then it ended, or ends, when it expires. */
  readonly endedAt: Date | null;
  /** The admin that ended it. */
  readonly endedBy: string | null;
};

export function isOpen({ endedAt, expiresAt }: Pick<Reading, 'endedAt' | 'expiresAt'>, now: Date): boolean {
  return endedAt === null && expiresAt > now;
}
