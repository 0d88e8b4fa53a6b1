import { DateTime, EmptyState, Panel, TextSkeleton, Timeline, type TimelineItem } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconHandStop, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import type { StopRowFragment } from '../../../gql/graphql.ts';
import { graphql, readFragment } from '../../../gql/index.ts';
import { useReloadOnFeed } from '../../../lib/live.tsx';
import { QueryError } from '../../../lib/query-error.tsx';
import { useCan } from '../../../lib/viewer.tsx';
import { LiftStop } from './lift-stop.tsx';
import { StopRow } from './stop-row.ts';
import { StopSpending } from './stop-spending.tsx';
import { useStopped } from './stop-words.ts';

const EmergencyStopsQuery = graphql(`
  query EmergencyStops {
    emergencyStops {
      id
      ...StopRow
    }
  }
`);

/** What is stopped and what was, with who, when and why; and the way to stop. */
export function StopPanel() {
  const { t } = useLingui();
  const stops = useCan('STOP_SPENDING');
  const [asking, setAsking] = useState(false);
  const [lifting, setLifting] = useState<StopRowFragment | null>(null);
  const { data, error, refetch } = useQuery(EmergencyStopsQuery, { fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['CONTROL']);
  const stopped = useStopped();
  const rows = readFragment(StopRow, data?.emergencyStops ?? []);
  const item = (stop: StopRowFragment): TimelineItem => {
    const what = stopped(stop);
    return {
      id: stop.id,
      icon: stop.liftedAt ? IconPlayerPlay : IconHandStop,
      tone: stop.liftedAt ? 'neutral' : 'negative',
      title: stop.liftedAt ? t`Stopped and lifted: ${what}` : t`Stopped: ${what}`,
      aside: stop.liftedAt === null && stops && (
        <Button size="compact-sm" variant="default" onClick={() => setLifting(stop)}>
          <Trans>Lift the stop</Trans>
        </Button>
      ),
      detail: <Deeds stop={stop} />,
    };
  };
  return (
    <Panel
      title={t`Emergency stop`}
      action={
        stops && (
          <Button
            size="compact-sm"
            color="red"
            variant="light"
            leftSection={<IconHandStop size={15} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            <Trans>Stop spending</Trans>
          </Button>
        )
      }
    >
      {!data && !error && <TextSkeleton label={t`Loading emergency stops`} lines={2} />}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {data && rows.length === 0 && (
        <EmptyState icon={IconHandStop} title={t`Nothing is stopped`}>
          <Trans>In an emergency, one action declines everything asked for the company, a card program, or a card from its own page.</Trans>
        </EmptyState>
      )}
      {rows.length > 0 && <Timeline label={t`Emergency stops`} items={rows.map(item)} />}
      {asking && <StopSpending onClose={() => setAsking(false)} />}
      {lifting && <LiftStop stop={lifting} onClose={() => setLifting(null)} />}
    </Panel>
  );
}

function Deeds({ stop }: { stop: StopRowFragment }) {
  return (
    <>
      <div>
        <DateTime at={stop.stoppedAt} format="full" /> · {stop.stoppedBy}: {stop.reason}
      </div>
      {stop.liftedAt && (
        <div>
          <DateTime at={stop.liftedAt} format="full" /> · {stop.liftedBy}: {stop.liftReason}
        </div>
      )}
    </>
  );
}
