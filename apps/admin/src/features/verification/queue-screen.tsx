import { EmptyState, ListSkeleton, PageHeader, Panel } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Box } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { QueryError } from '../../lib/query-error.tsx';
import { type Queued, VerificationQueueQuery } from './queue.ts';
import { QueueRow } from './queue-row.tsx';
import classes from './queue.module.css';
import { VouchDialog } from './vouch-dialog.tsx';

const askEveryMs = 10_000;

/** Companies and people whose verification is pending, failed or needs a document, in the whole installation. */
export default function QueueScreen() {
  const { t } = useLingui();
  const [vouching, setVouching] = useState<Queued | null>(null);
  const { data, error, refetch } = useQuery(VerificationQueueQuery, {
    fetchPolicy: 'cache-and-network',
    pollInterval: askEveryMs,
    skipPollAttempt: () => document.hidden,
  });
  const queue = data?.verificationQueue;
  return (
    <Box maw={920}>
      <PageHeader
        title={t`Verifications`}
        subtitle={queue && queue.length > 0 && <Plural value={queue.length} one="# waits for something" other="# wait for something" />}
      />
      <Panel flush={queue !== undefined && queue.length > 0}>
        {!queue && !error && <ListSkeleton label={t`Loading verifications`} rows={6} />}
        {!queue && error && <QueryError error={error} onRetry={refetch} />}
        {queue?.length === 0 && (
          <EmptyState icon={IconShieldCheck} title={t`No verification waits`}>
            <Trans>Whatever is pending, failed or needs a document shows up here, of every company.</Trans>
          </EmptyState>
        )}
        {queue && queue.length > 0 && (
          <ul className={classes.list} aria-label={t`Verifications`}>
            {queue.map((queued) => (
              <QueueRow key={queued.verification.id} queued={queued} onVouch={() => setVouching(queued)} />
            ))}
          </ul>
        )}
      </Panel>
      {vouching && <VouchDialog queued={vouching} onClose={() => setVouching(null)} />}
    </Box>
  );
}
