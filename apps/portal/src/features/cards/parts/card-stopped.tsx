import { Notice } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { IconHandStop } from '@tabler/icons-react';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';

const CardStoppedFragment = graphql(`
  fragment CardStopped on Card {
    id
    status
    emergencyStop {
      id
    }
  }
`);

/** Over a card with which the company has stopped spending; nothing otherwise. */
export function CardStopped({ card: masked }: { card: FragmentType<typeof CardStoppedFragment> }) {
  const { t } = useLingui();
  const { emergencyStop, status } = readFragment(CardStoppedFragment, masked);
  if (!emergencyStop || status === 'TERMINATED') return null;
  return (
    <Notice tone="negative" icon={IconHandStop} title={t`Stopped by your company`}>
      <Trans>Every purchase is declined until an admin lifts the stop. What was approved before is still paid.</Trans>
    </Notice>
  );
}
