import { disputePhaseOf, StatusBadge, type StatusBadgeProps, statusOfDispute } from '@afc/ui';
import type { DisputeState as State } from '../../../gql/graphql.ts';
import { disputePhaseWords, useWords } from '../../../lib/words.ts';

export function DisputeState({ state, ...rest }: { state: State } & Pick<StatusBadgeProps, 'variant'>) {
  const words = useWords();
  const phase = disputePhaseOf(state);
  return <StatusBadge {...rest} status={statusOfDispute[phase]} label={words(disputePhaseWords[phase])} />;
}
