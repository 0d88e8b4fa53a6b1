import { Link, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Text } from '@mantine/core';
import { readFragment } from '../../../gql/index.ts';
import { QueryError } from '../../../lib/query-error.tsx';
import { urls } from '../../../lib/urls.ts';
import { ReadingList } from './reading-list.tsx';
import { ReadingRow, ReadingsQuery } from './reading-row.ts';

/** For an admin: which operators have read the company, when and why. */
export function ReadingsPanel() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(ReadingsQuery, { fetchPolicy: 'cache-and-network' });
  const readings = data && readFragment(ReadingRow, data.breakGlassReadings);
  return (
    <Panel
      title={t`Read by who runs the installation`}
      action={
        <Link href={urls.audit({ command: 'breakGlass' })}>
          <Trans>In the audit log</Trans>
        </Link>
      }
    >
      {!readings && !error && <TextSkeleton label={t`Loading the readings`} lines={3} />}
      {!readings && error && <QueryError error={error} onRetry={refetch} />}
      {readings?.length === 0 && (
        <Text size="sm" c="dimmed">
          <Trans>
            Nobody. Whoever runs the installation can look at your company’s data for half an hour, with a reason: you are told at once, can
            end it, and see here who it was.
          </Trans>
        </Text>
      )}
      {readings && readings.length > 0 && <ReadingList readings={readings} of="operator" />}
    </Panel>
  );
}
