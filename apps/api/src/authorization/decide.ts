import type { CompiledControl } from '../controls/compile.ts';
import type { CompiledException } from '../controls/exception.ts';
import type { SeenMerchant } from '../controls/merchants.ts';
import type { Money } from '../platform/money.ts';
import type { Facts } from './facts.ts';
import type { AuthorizationRequest } from './request.ts';
import { type Decision, declined, type Verdict } from './verdict.ts';
import { judgeControl } from './rules.ts';

type Rule = (request: AuthorizationRequest, facts: Facts) => Verdict;

/**
 * Every rule speaks, so that a person sees all obstacles at once. The rules stand in the order of precedence (method and
 * amount, emergency stops, states and expiry, controls from the most specific scope to the least, funds), so the first refusal names the decline.
 */
export function decide(request: AuthorizationRequest, facts: Facts): Decision {
  if (request.method.kind !== 'ASKED')
    return declined({ rule: 'METHOD', outcome: 'REFUSED', reason: 'METHOD_UNKNOWN', seen: request.methodName });
  const { meaning } = request.method;
  const verdicts = BASIC.map((rule) => rule(request, facts));
  const [stops, controls] = partition(facts.controls);
  if (meaning.rules !== 'NONE') {
    for (const stop of stops) verdicts.push(judgeControl(stop, request, facts));
    for (const rule of STATES) verdicts.push(rule(request, facts));
  }
  if (asksControls(request)) {
    for (const control of controls) verdicts.push(judgeControl(control, request, facts));
    verdicts.push(funds(request, facts));
  }
  const primary = verdicts.find((verdict) => verdict.outcome === 'REFUSED');
  if (primary !== undefined) return excepted(verdicts, request, facts) ?? declined(primary, verdicts);
  return { outcome: 'APPROVED', amount: request.amount, verdicts };
}

/** Whether controls and funds are asked. A check of amount zero asks only whether the card is good, and uses nothing up. */
export function asksControls({ method, amount }: Pick<AuthorizationRequest, 'method' | 'amount'>): boolean {
  return method.kind === 'ASKED' && method.meaning.rules === 'ALL' && amount.minor > 0n;
}

const NONE: readonly CompiledControl[] = [];

/** Emergency stops, which are states, and all else. Nearly always there are none. */
function partition(controls: readonly CompiledControl[]): readonly [readonly CompiledControl[], readonly CompiledControl[]] {
  if (!controls.some(isStop)) return [NONE, controls];
  return [controls.filter(isStop), controls.filter((control) => !isStop(control))];
}

function isStop({ kind }: CompiledControl): boolean {
  return kind === 'EMERGENCY_STOP';
}

/**
 * What controls refuse, an exception lets through: of this merchant, up to its amount, until it ends, as often as it says. It lifts
 * no state and finds no funds. Null when none does.
 */
function excepted(verdicts: readonly Verdict[], { amount, merchant }: AuthorizationRequest, facts: Facts): Decision | null {
  const isLifted = (verdict: Verdict): boolean => verdict.outcome !== 'REFUSED' || isLiftable(verdict);
  if (facts.exceptions.length === 0 || !verdicts.every(isLifted)) return null;
  const exception = facts.exceptions.find(
    (one) =>
      facts.nowMs < one.expiresAtMs &&
      (facts.exceptionsUsed.includes(one.id) || facts.counter(one.counterId) < one.uses) &&
      covers(one, { amount, merchant, authorizedBefore: facts.authorizedBefore }),
  );
  if (exception === undefined) return null;
  const { id: exceptionId, scope, subjectId, uses, upTo, expiresAtMs } = exception;
  const before = Number(facts.counter(exception.counterId));
  const used = facts.exceptionsUsed.includes(exceptionId) ? before : before + 1;
  return {
    outcome: 'APPROVED',
    amount,
    exceptionId,
    verdicts: [
      ...verdicts.map((verdict) => (verdict.outcome === 'REFUSED' ? ({ ...verdict, outcome: 'EXCEPTED' } as const) : verdict)),
      {
        ...{ rule: 'EXCEPTION', outcome: 'PASSED', scope, subjectId, exceptionId },
        ...{ limitMinor: upTo, beforeMinor: facts.authorizedBefore, afterMinor: facts.authorizedBefore + amount.minor },
        ...{ limitCount: uses, beforeCount: before, afterCount: used, windowEndMs: expiresAtMs },
      },
    ],
  };
}

/** Whether an exception lifts what this verdict refuses: it is a control's, and neither a stop nor one that nobody understands. */
export function isLiftable({ rule, controlId, reason }: Pick<Verdict, 'rule' | 'controlId' | 'reason'>): boolean {
  return controlId !== undefined && rule !== 'EMERGENCY_STOP' && reason !== 'CONTROL_NOT_UNDERSTOOD';
}

/** Whether an exception is for this merchant, and for all that the purchase then comes to. */
export function covers(
  exception: CompiledException,
  { amount, merchant, authorizedBefore }: { readonly amount: Money; readonly merchant: SeenMerchant; readonly authorizedBefore: bigint },
): boolean {
  const { currency, upTo } = exception;
  return currency === amount.currency && authorizedBefore + amount.minor <= upTo && exception.isFor(merchant);
}

const amountIsGood: Rule = ({ amountUnderstood }) =>
  amountUnderstood ? { rule: 'AMOUNT', outcome: 'PASSED' } : { rule: 'AMOUNT', outcome: 'REFUSED', reason: 'AMOUNT_INVALID' };

const currencyIsTheCards: Rule = ({ amount }, { card }) => {
  const seen = amount.currency;
  return seen === card.currency
    ? { rule: 'CURRENCY', outcome: 'PASSED', seen }
    : { rule: 'CURRENCY', outcome: 'REFUSED', reason: 'CURRENCY_MISMATCH', seen };
};

const cardIsActive: Rule = (_request, { card: { status, issuerStatus } }) => {
  const verdict = { rule: 'CARD_STATE', seen: status === 'ACTIVE' ? issuerStatus : status } as const;
  if (status === 'TERMINATED' || issuerStatus === 'TERMINATED') return { ...verdict, outcome: 'REFUSED', reason: 'CARD_TERMINATED' };
  if (status === 'SUSPENDED') return { ...verdict, outcome: 'REFUSED', reason: 'CARD_FROZEN' };
  if (status === 'ACTIVE' && issuerStatus === 'SUSPENDED') return { ...verdict, outcome: 'REFUSED', reason: 'CARD_FROZEN_BY_ISSUER' };
  if (status === 'ACTIVE' && issuerStatus === 'ACTIVE') return { ...verdict, outcome: 'PASSED' };
  return { ...verdict, outcome: 'REFUSED', reason: 'CARD_NOT_ACTIVE' };
};

const cardHasNotExpired: Rule = (_request, { card: { expiresAtMs }, nowMs }) => {
  if (expiresAtMs === null) return { rule: 'CARD_EXPIRY', outcome: 'NOT_APPLICABLE' };
  const verdict = { rule: 'CARD_EXPIRY', seen: new Date(expiresAtMs).toISOString() } as const;
  return nowMs <= expiresAtMs ? { ...verdict, outcome: 'PASSED' } : { ...verdict, outcome: 'REFUSED', reason: 'CARD_EXPIRED' };
};

const holderIsActive: Rule = (_request, { card: { personStatus: seen } }) =>
  seen === 'ACTIVE'
    ? { rule: 'PERSON_STATE', outcome: 'PASSED', seen }
    : { rule: 'PERSON_STATE', outcome: 'REFUSED', reason: 'CARDHOLDER_NOT_ACTIVE', seen };

/** LIMITED holders may spend: their restrictions are Marqeta's to keep (wire-format §2.7). */
const maySpend = (status: string | null): boolean => status === null || status === 'ACTIVE' || status === 'LIMITED';

const holderIsVerified: Rule = (_request, { card: { holderStatus: seen } }) => {
  const verdict = { rule: 'HOLDER_STATE', scope: 'PERSON', ...(seen === null ? {} : { seen }) } as const;
  if (maySpend(seen)) return { ...verdict, outcome: 'PASSED' };
  return { ...verdict, outcome: 'REFUSED', reason: seen === 'UNVERIFIED' ? 'CARDHOLDER_NOT_VERIFIED' : 'CARDHOLDER_STOPPED' };
};

const companyIsVerified: Rule = (_request, { card: { companyStatus: seen } }) => {
  const verdict = { rule: 'HOLDER_STATE', scope: 'COMPANY', ...(seen === null ? {} : { seen }) } as const;
  if (maySpend(seen)) return { ...verdict, outcome: 'PASSED' };
  return { ...verdict, outcome: 'REFUSED', reason: seen === 'UNVERIFIED' ? 'COMPANY_NOT_VERIFIED' : 'COMPANY_STOPPED' };
};

const funds: Rule = ({ amount }, { available }) => {
  const verdict = { rule: 'FUNDS', scope: 'COMPANY', beforeMinor: available, afterMinor: available - amount.minor } as const;
  return amount.minor <= available ? { ...verdict, outcome: 'PASSED' } : { ...verdict, outcome: 'REFUSED', reason: 'INSUFFICIENT_FUNDS' };
};

const BASIC: readonly Rule[] = [amountIsGood, currencyIsTheCards];
const STATES: readonly Rule[] = [cardIsActive, cardHasNotExpired, holderIsActive, holderIsVerified, companyIsVerified];
