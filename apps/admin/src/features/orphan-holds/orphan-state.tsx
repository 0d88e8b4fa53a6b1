import { type Status, StatusBadge, type StatusBadgeProps } from '@afc/ui';
import type { OrphanHoldState } from '../../gql/graphql.ts';
import { orphanStateWords, useWords } from '../../lib/words.ts';

const STATUS: Readonly<Record<OrphanHoldState, Status>> = {
  UNCONFIRMED: 'UNCONFIRMED',
  RELEASED: 'REVERSED',
  RESTORED: 'LIMITED',
  CONFIRMED: 'APPLIED',
  NOT_HELD: 'NOT_APPLICABLE',
};

export function OrphanState({ state, ...rest }: { state: OrphanHoldState } & Pick<StatusBadgeProps, 'variant'>) {
  const words = useWords();
  return <StatusBadge {...rest} status={STATUS[state]} label={words(orphanStateWords[state])} />;
}
