import { DateTime, Notice } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Box, Button, Group, Stack } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import type { StopRowFragment } from '../../../gql/graphql.ts';
import { graphql, readFragment } from '../../../gql/index.ts';
import { useReloadOnFeed } from '../../../lib/live.tsx';
import { useCan } from '../../../lib/viewer.tsx';
import { LiftStop } from './lift-stop.tsx';
import { StopRow } from './stop-row.ts';
import { useStopped } from './stop-words.ts';

const StopBannerQuery = graphql(`
  query StopBanner($all: Boolean!) {
    company {
      id
      emergencyStop {
        id
        ...StopRow
      }
    }
    emergencyStops @include(if: $all) {
      id
      ...StopRow
    }
  }
`);

/** Over every screen while something is stopped: what, since when, and the way out for who may lift it. */
export function StopBanner() {
  const sees = useCan('SEE_EMERGENCY_STOPS');
  const { data, refetch } = useQuery(StopBannerQuery, { variables: { all: sees }, fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['CONTROL']);
  const ofCompany = data?.company?.emergencyStop;
  const stops = readFragment(StopRow, data?.emergencyStops ?? (ofCompany ? [ofCompany] : []));
  const on = stops.filter(({ liftedAt }) => liftedAt === null);
  if (on.length === 0) return null;
  return (
    <Stack gap="xs" mb="md">
      {on.map((stop) => (
        <Stopped key={stop.id} stop={stop} />
      ))}
    </Stack>
  );
}

function Stopped({ stop }: { stop: StopRowFragment }) {
  const { t } = useLingui();
  const stopped = useStopped();
  const lifts = useCan('STOP_SPENDING');
  const [lifting, setLifting] = useState(false);
  const what = stopped(stop);
  return (
    <Notice tone="negative" icon={IconHandStop} title={t`Emergency stop: ${what}`}>
      <Group gap="sm" justify="space-between" component="span">
        <Box component="span">
          <Trans>
            Everything asked is declined, since <DateTime at={stop.stoppedAt} />.
          </Trans>
          {stop.stoppedBy && ` ${stop.stoppedBy}: ${stop.reason ?? ''}`}
        </Box>
        {lifts && (
          <Button size="compact-sm" variant="default" onClick={() => setLifting(true)}>
            <Trans>Lift the stop</Trans>
          </Button>
        )}
      </Group>
      {lifting && <LiftStop stop={stop} onClose={() => setLifting(false)} />}
    </Notice>
  );
}
