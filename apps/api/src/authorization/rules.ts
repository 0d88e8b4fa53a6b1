import type { CompiledControl, ListRule, TimeRule, TransactionLimit, WindowLimit } from '../controls/compile.ts';
import { COUNT } from '../controls/counter.ts';
import type { Facts } from './facts.ts';
import type { AuthorizationRequest } from './request.ts';
import type { RefusalReason, Verdict } from './verdict.ts';

/** What controls look at. */
type PurchaseSeen = Pick<AuthorizationRequest, 'amount' | 'traits'>;
type UseFacts = Pick<Facts, 'counter' | 'authorizedBefore' | 'isCounted' | 'atMs'>;

/** What a control says of a purchase. In shadow it refuses nobody, but says that it would have. */
export function judgeControl(control: CompiledControl, request: PurchaseSeen, facts: UseFacts): Verdict {
  switch (control.kind) {
    case 'AMOUNT_LIMIT':
    case 'COUNT_LIMIT':
      return control.window === 'TRANSACTION' ? judgeTransactionLimit(control, request, facts) : judgeWindowLimit(control, request, facts);
    case 'SCHEDULE':
    case 'DATES':
      return judgeTime(control, facts);
    case 'EMERGENCY_STOP':
      return { rule: 'EMERGENCY_STOP', ...namesOf(control), outcome: 'REFUSED', reason: 'EMERGENCY_STOP' };
    case 'NOT_UNDERSTOOD':
      return { rule: 'CONTROL', ...namesOf(control), ...outcomeOf(control, false, 'CONTROL_NOT_UNDERSTOOD') };
    default:
      return judgeList(control, request);
  }
}

const REASON_OF_LIST: Readonly<Record<ListRule['kind'], RefusalReason>> = {
  MERCHANT_ALLOW: 'MERCHANT_NOT_ALLOWED',
  MERCHANT_BLOCK: 'MERCHANT_BLOCKED',
  MCC_ALLOW: 'MCC_NOT_ALLOWED',
  MCC_BLOCK: 'MCC_BLOCKED',
  COUNTRY_ALLOW: 'COUNTRY_NOT_ALLOWED',
  COUNTRY_BLOCK: 'COUNTRY_BLOCKED',
  CURRENCY_ALLOW: 'CURRENCY_NOT_ALLOWED',
  CURRENCY_BLOCK: 'CURRENCY_BLOCKED',
  CHANNEL_ALLOW: 'CHANNEL_NOT_ALLOWED',
  CHANNEL_BLOCK: 'CHANNEL_BLOCKED',
};

function judgeList(control: ListRule, { traits }: PurchaseSeen): Verdict {
  const passes = control.has(traits) === control.kind.endsWith('_ALLOW');
  return {
    rule: control.kind,
    ...namesOf(control),
    seen: control.seen(traits),
    ...outcomeOf(control, passes, REASON_OF_LIST[control.kind]),
  };
}

function judgeTime(control: TimeRule, { atMs }: UseFacts): Verdict {
  return {
    rule: control.kind,
    ...namesOf(control),
    seen: control.seen(atMs),
    timeZone: control.zone,
    ...outcomeOf(control, control.allows(atMs), control.kind === 'DATES' ? 'OUTSIDE_DATES' : 'OUTSIDE_SCHEDULE'),
  };
}

function judgeTransactionLimit(control: TransactionLimit, { amount, traits }: PurchaseSeen, { authorizedBefore }: UseFacts): Verdict {
  const { window, currency } = control;
  if (currency !== amount.currency) return { ...notApplicable(control), window, seen: currency };
  if (!control.counts(traits.mcc)) return { ...notApplicable(control), window };
  return { ...judgeUse(control, authorizedBefore, amount.minor), window };
}

function judgeWindowLimit(control: WindowLimit, { amount, traits }: PurchaseSeen, facts: UseFacts): Verdict {
  const { window, days, key } = control;
  const names = { window, ...(days === null ? {} : { days }) } as const;
  const ofPurchases = key.unit === COUNT;
  if (!ofPurchases && key.unit !== amount.currency) return { ...notApplicable(control), ...names, seen: key.unit };
  // An increment is more of the same purchase, not another one (the counting rule).
  if (!control.counts(traits.mcc) || (ofPurchases && facts.isCounted)) return { ...notApplicable(control), ...names };
  const used = control.usedAt(facts.atMs);
  const before = used.ids.reduce((sum, id) => sum + facts.counter(id), 0n);
  return {
    ...judgeUse(control, before, ofPurchases ? 1n : amount.minor),
    ...names,
    timeZone: key.zone,
    ...(window === 'LIFETIME' ? {} : { windowStartMs: used.window.startMs, windowEndMs: used.window.endMs }),
  };
}

function judgeUse(control: TransactionLimit | WindowLimit, before: bigint, added: bigint): Verdict {
  const { kind, limit, buffer, atCap, mode } = control;
  const after = before + added;
  const figures =
    kind === 'COUNT_LIMIT'
      ? { limitCount: Number(limit), beforeCount: Number(before), afterCount: Number(after) }
      : { limitMinor: limit, beforeMinor: before, afterMinor: after, ...(atCap === 'BUFFER' ? { bufferMinor: buffer } : {}) };
  const verdict = { rule: kind, ...namesOf(control), ...figures } as const;
  const reason: RefusalReason = kind === 'COUNT_LIMIT' ? 'COUNT_LIMIT_EXCEEDED' : 'AMOUNT_LIMIT_EXCEEDED';
  const isAbove = after > limit;
  const isAllowedAbove = atCap === 'TELL' || (atCap === 'BUFFER' && after <= limit + buffer);
  if (isAbove && isAllowedAbove && mode === 'ENFORCE') return { ...verdict, outcome: 'PASSED_ABOVE', reason };
  return { ...verdict, ...outcomeOf(control, !isAbove, reason) };
}

function notApplicable(control: TransactionLimit | WindowLimit): Verdict {
  return { rule: control.kind, ...namesOf(control), outcome: 'NOT_APPLICABLE' };
}

function namesOf({
  scope,
  subjectId,
  id,
  version,
}: CompiledControl): Pick<Verdict, 'scope' | 'subjectId' | 'controlId' | 'controlVersion'> {
  return { scope, subjectId, controlId: id, controlVersion: version } as const;
}

function outcomeOf({ mode }: CompiledControl, passes: boolean, reason: RefusalReason): Pick<Verdict, 'outcome' | 'reason'> {
  if (passes) return { outcome: 'PASSED' };
  return { outcome: mode === 'ENFORCE' ? 'REFUSED' : 'SHADOW_REFUSED', reason };
}
