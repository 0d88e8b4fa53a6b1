import { EmptyState, ListSkeleton, PageHeader, Panel } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Stack } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { readFragment } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { useViewer } from '../../lib/viewer.tsx';
import { ReadingList } from './parts/reading-list.tsx';
import { ReadingRow, ReadingsQuery } from './parts/reading-row.ts';
import { StartReading } from './start-reading.tsx';

/** An operator's way into a company's data, and what operators have read. */
export default function BreakGlassScreen() {
  const { t } = useLingui();
  const { role } = useViewer();
  if (role !== 'OPERATOR') {
    return (
      <EmptyState icon={IconEye} title={t`Nothing to see here`}>
        <Trans>Only the operator of this installation reads companies from here, one at a time.</Trans>
      </EmptyState>
    );
  }
  return (
    <Stack gap="lg" maw={720}>
      <PageHeader title={t`Read a company`} subtitle={t`With a reason, for half an hour, in sight of its admins.`} />
      <StartReading />
      <Readings />
    </Stack>
  );
}

function Readings() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(ReadingsQuery, { fetchPolicy: 'cache-and-network' });
  const readings = data && readFragment(ReadingRow, data.breakGlassReadings);
  return (
    <Panel title={t`What was read`}>
      {!readings && !error && <ListSkeleton label={t`Loading the readings`} rows={3} />}
      {!readings && error && <QueryError error={error} onRetry={refetch} />}
      {readings?.length === 0 && (
        <EmptyState icon={IconEye} title={t`Nothing was read yet`}>
          <Trans>Each reading stands here, with its company and its reason.</Trans>
        </EmptyState>
      )}
      {readings && readings.length > 0 && <ReadingList readings={readings} of="company" />}
    </Panel>
  );
}
