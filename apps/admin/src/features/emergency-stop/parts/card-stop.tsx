import { DateTime, Notice } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { useCan } from '../../../lib/viewer.tsx';
import { StopSpending } from './stop-spending.tsx';

const CardStopPart = graphql(`
  fragment CardStop on Card {
    id
    name
    status
    emergencyStop {
      id
      scope
      subjectName
      stoppedAt
    }
  }
`);

/** On a card's page: that it is stopped, by whatever stop. */
export function CardStopNotice({ card: masked }: { card: FragmentType<typeof CardStopPart> }) {
  const { t } = useLingui();
  const { emergencyStop: stop } = readFragment(CardStopPart, masked);
  if (!stop) return null;
  const by = { CARD: t`This card is stopped`, CARD_PROGRAM: t`Its card program is stopped`, COMPANY: t`The company is stopped` };
  return (
    <Notice tone="negative" icon={IconHandStop} title={by[stop.scope]}>
      <Trans>
        Everything asked is declined, since <DateTime at={stop.stoppedAt} />. What was approved before is still paid.
      </Trans>
    </Notice>
  );
}

/** Stops this card; nothing for who may not, and for a card that is stopped already. */
export function StopCard({ card: masked }: { card: FragmentType<typeof CardStopPart> }) {
  const { id, name, status, emergencyStop } = readFragment(CardStopPart, masked);
  const stops = useCan('STOP_SPENDING');
  const [asking, setAsking] = useState(false);
  if (!stops || status === 'TERMINATED' || emergencyStop?.scope === 'CARD') return null;
  return (
    <>
      <Button color="red" variant="light" leftSection={<IconHandStop size={16} aria-hidden />} onClick={() => setAsking(true)}>
        <Trans>Emergency stop</Trans>
      </Button>
      {asking && <StopSpending card={{ id, name }} onClose={() => setAsking(false)} />}
    </>
  );
}
