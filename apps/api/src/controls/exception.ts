import { InvalidInputError } from '../platform/errors.ts';
import { COUNT, type CounterKey, counterId } from './counter.ts';
import type { ControlScope } from './scope.ts';
import { LONGEST_PATTERN, type MerchantMatch, merchantSet, type SeenMerchant } from './merchants.ts';

/** An open row of `control_exceptions`: what may pass controls for a while. */
export type ExceptionRow = {
  readonly id: string;
  readonly scope: 'CARD' | 'PERSON';
  readonly subjectId: string;
  /** Null for any merchant. */
  readonly merchants: readonly MerchantMatch[] | null;
  readonly currency: string;
  /** The most that one purchase may come to, increments included. */
  readonly amountMinor: string;
  readonly expiresAtMs: number;
  /** How many purchases may use it. */
  readonly uses: number;
  /** Of a card's exception: the cards that took its place. */
  readonly replacementIds?: readonly string[] | null;
};

export type CompiledException = {
  readonly id: string;
  readonly scope: Extract<ControlScope, 'CARD' | 'PERSON'>;
  readonly subjectId: string;
  readonly currency: string;
  readonly upTo: bigint;
  readonly expiresAtMs: number;
  readonly uses: number;
  /** Where its uses are counted. */
  readonly counterId: string;
  isFor(merchant: SeenMerchant): boolean;
};

export function compileException({
  id,
  scope,
  subjectId,
  merchants,
  currency,
  amountMinor,
  expiresAtMs,
  uses,
}: ExceptionRow): CompiledException {
  const set = merchants === null ? null : merchantSet(merchants);
  return {
    ...{ id, scope, subjectId, currency, expiresAtMs, uses },
    upTo: BigInt(amountMinor),
    counterId: counterId(usesOf(id), USES_START),
    isFor: (merchant) => set === null || set.has(merchant),
  };
}

/** What counts how often an exception was used: a counter like any other, with the exception as its subject. */
export function usesOf(exceptionId: string): CounterKey {
  return { scope: 'CARD', subjectId: exceptionId, filter: 'exception', unit: COUNT, period: 'LIFETIME', zone: 'UTC' };
}
export const USES_START = '1970-01-01';

/** What somebody wants to let through. */
export type ExceptionWish = {
  readonly merchant?: MerchantMatch | null | undefined;
  /** Minor units of the card's currency. */
  readonly amountMinor: string;
  readonly minutes: number;
  readonly uses: number;
  readonly reason: string;
};

const MOST_MINUTES = 7 * 24 * 60;
const MOST_USES = 20;

/** @throws InvalidInputError */
export function checkedException(wish: ExceptionWish): {
  merchants: readonly MerchantMatch[] | null;
  amountMinor: bigint;
  minutes: number;
  uses: number;
  reason: string;
} {
  const { merchant, amountMinor, minutes, uses } = wish;
  const value = merchant?.value.trim();
  if (value !== undefined && (value === '' || value.length > LONGEST_PATTERN))
    throw new InvalidInputError('merchant', `A merchant's name or number has 1 to ${LONGEST_PATTERN} characters.`);
  if (!/^[0-9]{1,15}$/.test(amountMinor) || BigInt(amountMinor) === 0n)
    throw new InvalidInputError('amountMinor', 'Say up to which amount: a whole number of minor units, more than nothing.');
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MOST_MINUTES)
    throw new InvalidInputError('minutes', 'An exception lasts one minute to seven days. For longer, change the control.');
  if (!Number.isInteger(uses) || uses < 1 || uses > MOST_USES)
    throw new InvalidInputError('uses', `An exception is good for 1 to ${MOST_USES} purchases. For more, change the control.`);
  const reason = wish.reason.trim();
  if (reason === '' || reason.length > 500) throw new InvalidInputError('reason', 'Say why, in at most 500 characters.');
  return {
    merchants: merchant == null || value === undefined ? null : [{ by: merchant.by, value }],
    amountMinor: BigInt(amountMinor),
    ...{ minutes, uses, reason },
  };
}
