import { StatusBadge, type StatusBadgeProps } from '@afc/ui';
import type { FundState } from '../../gql/graphql.ts';
import { fundStateWords, useWords } from '../../lib/words.ts';

export function MovementState({ state, ...rest }: { state: FundState } & Pick<StatusBadgeProps, 'variant'>) {
  const words = useWords();
  return <StatusBadge {...rest} status={state} label={words(fundStateWords[state])} />;
}
