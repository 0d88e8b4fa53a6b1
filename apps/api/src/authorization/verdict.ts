import type { ListType } from '../controls/compile.ts';
import type { CounterKey } from '../controls/counter.ts';
import type { ControlScope } from '../controls/scope.ts';
import type { Period } from '../controls/windows.ts';
import type { Money } from '../platform/money.ts';

/** What was looked at. Stable: kept in decision records, shown by GraphQL. */
type RuleCode =
  | 'METHOD'
  | 'AMOUNT'
  | 'CURRENCY'
  | 'REPEAT'
  | 'EMERGENCY_STOP'
  | 'CARD_STATE'
  | 'CARD_EXPIRY'
  | 'PERSON_STATE'
  | 'HOLDER_STATE'
  | 'CONTROL'
  | ListType
  | 'DATES'
  | 'SCHEDULE'
  | 'COUNT_LIMIT'
  | 'AMOUNT_LIMIT'
  | 'EXCEPTION'
  | 'FUNDS'
  | 'SERVICE';

/** Why a rule refuses. Stable; `@afc/words` has a sentence for each. */
export type RefusalReason =
  | 'METHOD_UNKNOWN'
  | 'AMOUNT_INVALID'
  | 'CURRENCY_MISMATCH'
  | 'REPEAT_DIFFERS'
  | 'HOLD_RELEASED'
  | 'CARD_UNKNOWN'
  | 'EMERGENCY_STOP'
  | 'CARD_NOT_ACTIVE'
  | 'CARD_FROZEN'
  | 'CARD_FROZEN_BY_ISSUER'
  | 'CARD_TERMINATED'
  | 'CARD_EXPIRED'
  | 'CARDHOLDER_NOT_ACTIVE'
  | 'CARDHOLDER_STOPPED'
  | 'CARDHOLDER_NOT_VERIFIED'
  | 'COMPANY_STOPPED'
  | 'COMPANY_NOT_VERIFIED'
  | 'CONTROL_NOT_UNDERSTOOD'
  | 'MERCHANT_BLOCKED'
  | 'MERCHANT_NOT_ALLOWED'
  | 'MCC_BLOCKED'
  | 'MCC_NOT_ALLOWED'
  | 'COUNTRY_BLOCKED'
  | 'COUNTRY_NOT_ALLOWED'
  | 'CURRENCY_BLOCKED'
  | 'CURRENCY_NOT_ALLOWED'
  | 'CHANNEL_BLOCKED'
  | 'CHANNEL_NOT_ALLOWED'
  | 'OUTSIDE_DATES'
  | 'OUTSIDE_SCHEDULE'
  | 'COUNT_LIMIT_EXCEEDED'
  | 'AMOUNT_LIMIT_EXCEEDED'
  | 'INSUFFICIENT_FUNDS'
  | 'TOO_LATE'
  | 'OVERLOADED'
  | 'UNAVAILABLE'
  | 'RECORD_FAILED';

/**
 * `PASSED_ABOVE`: the limit is passed, and what it says of that is to let it through and tell. `EXCEPTED`: it would have refused, and
 * an exception lets it through.
 */
export type VerdictOutcome = 'PASSED' | 'PASSED_ABOVE' | 'EXCEPTED' | 'REFUSED' | 'SHADOW_REFUSED' | 'NOT_APPLICABLE';

/** What one rule says of one request, with all that it looked at. Amounts are minor units of the decision's currency. */
export type Verdict = {
  readonly rule: RuleCode;
  readonly outcome: VerdictOutcome;
  readonly reason?: RefusalReason;
  readonly scope?: ControlScope;
  readonly subjectId?: string;
  readonly controlId?: string;
  readonly controlVersion?: number;
  readonly exceptionId?: string;
  readonly window?: Period | 'ROLLING' | 'TRANSACTION';
  /** Of a rolling window. */
  readonly days?: number;
  readonly limitMinor?: bigint;
  /** How far above the limit it lets a purchase go, where it does. */
  readonly bufferMinor?: bigint;
  readonly beforeMinor?: bigint;
  readonly afterMinor?: bigint;
  readonly limitCount?: number;
  readonly beforeCount?: number;
  readonly afterCount?: number;
  readonly windowStartMs?: number;
  readonly windowEndMs?: number;
  readonly timeZone?: string;
  /** What the rule saw: a state, a merchant, an MCC, a country, a currency, channels, a local time or date. */
  readonly seen?: string;
};

/** By how much a counter changes. */
export type CounterMove = CounterKey & {
  readonly id: string;
  readonly startsOn: string;
  /** Minor units, or purchases. */
  readonly minor: bigint;
};

export type Decision =
  | {
      readonly outcome: 'APPROVED';
      readonly amount: Money;
      readonly verdicts: readonly Verdict[];
      /** The one that was used. */
      readonly exceptionId?: string;
    }
  | { readonly outcome: 'DECLINED'; readonly primary: Verdict; readonly verdicts: readonly Verdict[] };

export function declined(primary: Verdict, verdicts: readonly Verdict[] = [primary]): Decision {
  return { outcome: 'DECLINED', primary, verdicts };
}

/** The reason that a decline is known by. */
export function reasonOf(decision: Decision): RefusalReason | null {
  return decision.outcome === 'APPROVED' ? null : (decision.primary.reason ?? 'UNAVAILABLE');
}
