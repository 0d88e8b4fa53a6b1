import type { CompiledControl, MccRule, TransactionLimit, WindowLimit } from '../controls/compile.ts';
import type { Facts } from './facts.ts';
import type { AuthorizationRequest } from './request.ts';
import type { RefusalReason, Verdict } from './verdict.ts';

/** What a control says of a purchase. In shadow it refuses nobody, but says that it would have. */
export function judgeControl(control: CompiledControl, request: AuthorizationRequest, facts: Facts): Verdict {
  switch (control.kind) {
    case 'MCC_ALLOW':
    case 'MCC_BLOCK':
      return judgeMcc(control, request);
    case 'AMOUNT_LIMIT':
      return control.window === 'TRANSACTION' ? judgeTransactionLimit(control, request, facts) : judgeWindowLimit(control, request, facts);
    case 'NOT_UNDERSTOOD':
      return { rule: 'CONTROL', ...namesOf(control), ...outcomeOf(control, false, 'CONTROL_NOT_UNDERSTOOD') };
  }
}

function judgeMcc(control: MccRule, { merchant }: AuthorizationRequest): Verdict {
  const seen = merchant.mcc ?? '';
  const listed = control.mccs.has(seen);
  const passes = control.kind === 'MCC_ALLOW' ? listed : !listed;
  return {
    rule: control.kind,
    ...namesOf(control),
    seen,
    ...outcomeOf(control, passes, control.kind === 'MCC_ALLOW' ? 'MCC_NOT_ALLOWED' : 'MCC_BLOCKED'),
  };
}

function judgeTransactionLimit(control: TransactionLimit, { amount }: AuthorizationRequest, { authorizedBefore }: Facts): Verdict {
  if (control.currency !== amount.currency) return otherCurrency(control);
  return judgeAmount(control, authorizedBefore, amount.minor);
}

function judgeWindowLimit(control: WindowLimit, { amount }: AuthorizationRequest, { counter, atMs }: Facts): Verdict {
  if (control.currency !== amount.currency) return otherCurrency(control);
  const { id, window } = control.counterAt(atMs);
  return {
    ...judgeAmount(control, counter(id), amount.minor),
    windowStartMs: window.startMs,
    windowEndMs: window.endMs,
    timeZone: control.zone,
  };
}

function judgeAmount(control: TransactionLimit | WindowLimit, beforeMinor: bigint, minor: bigint): Verdict {
  const afterMinor = beforeMinor + minor;
  const { limitMinor, window } = control;
  return {
    rule: 'AMOUNT_LIMIT',
    ...namesOf(control),
    window,
    limitMinor,
    beforeMinor,
    afterMinor,
    ...outcomeOf(control, afterMinor <= limitMinor, 'AMOUNT_LIMIT_EXCEEDED'),
  };
}

function otherCurrency(control: TransactionLimit | WindowLimit): Verdict {
  return { rule: 'AMOUNT_LIMIT', ...namesOf(control), window: control.window, outcome: 'NOT_APPLICABLE', seen: control.currency };
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
