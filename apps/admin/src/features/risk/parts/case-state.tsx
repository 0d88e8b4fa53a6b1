import { type Status, StatusBadge, type StatusBadgeProps } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import type { CaseRowFragment, RiskCaseOutcome, RiskCaseState } from '../../../gql/graphql.ts';
import { caseOutcomeWords, caseStateWords, useWords } from '../../../lib/words.ts';

const STATES: Readonly<Record<RiskCaseState, Status>> = { OPEN: 'WAITING', ASSIGNED: 'PENDING', CLOSED: 'CLOSED' };
const OUTCOMES: Readonly<Record<RiskCaseOutcome, Status>> = {
  FRAUD: 'DECLINED',
  MISUSE: 'LIMITED',
  FINE: 'APPROVED',
  FALSE_POSITIVE: 'DISMISSED',
};

interface CaseStateProps extends Pick<StatusBadgeProps, 'variant'> {
  found: Pick<CaseRowFragment, 'state' | 'outcome' | 'urgent'>;
}

/** Where a case stands: that it is urgent, as long as it is open; once it is closed, how it came out. */
export function CaseState({ found: { state, outcome, urgent }, variant = 'plain' }: CaseStateProps) {
  const { t } = useLingui();
  const words = useWords();
  if (outcome) return <StatusBadge status={OUTCOMES[outcome]} label={words(caseOutcomeWords[outcome])} variant={variant} />;
  if (urgent) return <StatusBadge status="DECLINED" label={t`Urgent`} variant={variant} title={words(caseStateWords[state])} />;
  return <StatusBadge status={STATES[state]} label={words(caseStateWords[state])} variant={variant} />;
}
