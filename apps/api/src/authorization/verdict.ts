import type { ControlScope } from '../controls/compile.ts';
import type { Period } from '../controls/windows.ts';
import type { Money } from '../platform/money.ts';

/** What was looked at. Stable: kept in decision records, shown by GraphQL. */
type RuleCode =
  | 'METHOD'
  | 'AMOUNT'
  | 'CURRENCY'
  | 'REPEAT'
  | 'CARD_STATE'
  | 'CARD_EXPIRY'
  | 'PERSON_STATE'
  | 'HOLDER_STATE'
  | 'CONTROL'
  | 'MCC_BLOCK'
  | 'MCC_ALLOW'
  | 'AMOUNT_LIMIT'
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
  | 'MCC_BLOCKED'
  | 'MCC_NOT_ALLOWED'
  | 'AMOUNT_LIMIT_EXCEEDED'
  | 'INSUFFICIENT_FUNDS'
  | 'TOO_LATE'
  | 'OVERLOADED'
  | 'UNAVAILABLE'
  | 'RECORD_FAILED';

export type VerdictOutcome = 'PASSED' | 'REFUSED' | 'SHADOW_REFUSED' | 'NOT_APPLICABLE';

/** What one rule says of one request, with all that it looked at. Amounts are minor units of the decision's currency. */
export type Verdict = {
  readonly rule: RuleCode;
  readonly outcome: VerdictOutcome;
  readonly reason?: RefusalReason;
  readonly scope?: ControlScope;
  readonly subjectId?: string;
  readonly controlId?: string;
  readonly controlVersion?: number;
  readonly window?: Period | 'TRANSACTION';
  readonly limitMinor?: bigint;
  readonly beforeMinor?: bigint;
  readonly afterMinor?: bigint;
  readonly windowStartMs?: number;
  readonly windowEndMs?: number;
  readonly timeZone?: string;
  /** What the rule saw: a state, an MCC, a currency. */
  readonly seen?: string;
};

/** By how much a counter changes. */
export type CounterMove = {
  readonly id: string;
  readonly scope: ControlScope;
  readonly subjectId: string;
  readonly unit: string;
  readonly period: Period;
  readonly zone: string;
  readonly startsOn: string;
  readonly minor: bigint;
};

export type Decision =
  | { readonly outcome: 'APPROVED'; readonly amount: Money; readonly verdicts: readonly Verdict[] }
  | { readonly outcome: 'DECLINED'; readonly primary: Verdict; readonly verdicts: readonly Verdict[] };

export function declined(primary: Verdict, verdicts: readonly Verdict[] = [primary]): Decision {
  return { outcome: 'DECLINED', primary, verdicts };
}

/** The reason that a decline is known by. */
export function reasonOf(decision: Decision): RefusalReason | null {
  return decision.outcome === 'APPROVED' ? null : (decision.primary.reason ?? 'UNAVAILABLE');
}
