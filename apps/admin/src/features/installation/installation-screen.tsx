import { EmptyState, Link, Notice, PageHeader, Panel, RelativeTime, Stat, StatRow, StatsSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Alert, Stack } from '@mantine/core';
import { IconCircleCheck, IconPlugConnectedX, IconServer } from '@tabler/icons-react';
import type { InstallationQuery as InstallationData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { useViewer } from '../../lib/viewer.tsx';
import { BooksChip } from '../ledger/parts/books-chip.tsx';
import { BrokenBooks, useFailingChecks } from '../ledger/parts/broken-books.tsx';
import { Comparison } from './comparison.tsx';
import { SanctionsNeeds } from './sanctions-needs.tsx';
import { WebhookHealth } from './webhook-health.tsx';

const InstallationQuery = graphql(`
  query Installation {
    installation {
      companies
      inboxPending
      inboxSetAside
      jobsPending
      jobsFailed
      unconfirmedApprovals
      unconfirmedSince
      issuerReachable
      version
      sanctionsList {
        entries
        loadedAt
        problem
        problemSince
        openHits
      }
    }
  }
`);

/** The operator's screen: does the installation run? No company's money is on it. */
export default function InstallationScreen() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(InstallationQuery, { pollInterval: 5_000, skipPollAttempt: () => document.hidden });
  return (
    <Stack gap="lg">
      <PageHeader title={t`Installation`} subtitle={t`Queues, inbox and issuer; asked every five seconds.`} actions={<BooksChip />} />
      {!data && !error && <StatsSkeleton label={t`Loading the installation`} count={7} />}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {data && !data.installation && (
        <EmptyState icon={IconServer} title={t`Nothing to see here`}>
          <Trans>Only the operator of this installation sees its health.</Trans>
        </EmptyState>
      )}
      {data?.installation && <Health installation={data.installation} stale={error !== undefined} />}
    </Stack>
  );
}

function UnconfirmedSince({ at }: { at: string }) {
  return (
    <Trans>
      approvals, the oldest since <RelativeTime at={at} />
    </Trans>
  );
}

function Health({ installation, stale }: { installation: NonNullable<InstallationData['installation']>; stale: boolean }) {
  const { t } = useLingui();
  const { openDeadLetters } = useViewer();
  const failing = useFailingChecks();
  const { inboxPending, inboxSetAside, jobsPending, jobsFailed, issuerReachable, companies, version } = installation;
  const { unconfirmedApprovals, unconfirmedSince, sanctionsList } = installation;
  const screened = (sanctionsList?.openHits ?? 0) === 0 && (sanctionsList?.problem ?? null) === null;
  return (
    <Stack gap="md">
      {stale && (
        <Alert color="yellow" title={t`These figures are old`}>
          <Trans>The server did not answer the last question.</Trans>
        </Alert>
      )}
      <StatRow>
        <Stat
          label={t`Issuer`}
          value={issuerReachable ? t`Reachable` : t`Not reachable`}
          hint={issuerReachable ? t`Marqeta answers` : t`Cards wait; decisions go on`}
        />
        <Stat label={t`Inbox`} value={inboxPending} hint={t`messages of Marqeta to be applied`} />
        <Stat label={t`Set aside`} value={inboxSetAside} hint={t`messages that could not be applied`} />
        <Stat label={t`Jobs waiting`} value={jobsPending} />
        <Stat label={t`Jobs failed`} value={jobsFailed} hint={t`given up after all tries`} />
        <Stat
          label={t`Unconfirmed`}
          value={unconfirmedApprovals}
          hint={unconfirmedSince ? <UnconfirmedSince at={unconfirmedSince} /> : t`approvals without Marqeta’s word`}
        />
        <Stat label={t`Companies`} value={companies} hint={t`Version ${version}`} />
      </StatRow>
      <Panel title={t`What needs you`}>
        <Stack gap="xs">
          {failing > 0 && <BrokenBooks failing={failing} />}
          {!issuerReachable && (
            <Alert color="red" icon={<IconPlugConnectedX size={18} />} title={t`Marqeta does not answer`}>
              <Trans>New cards and changes wait and are sent by themselves once it answers. Check MARQETA_BASE_URL and the network.</Trans>
            </Alert>
          )}
          {openDeadLetters > 0 && (
            <Alert
              color="yellow"
              title={<Plural value={openDeadLetters} one="# message was not applied" other="# messages were not applied" />}
            >
              <Trans>
                Nothing is lost: each is kept as it came. <Link href={urls.messages()}>Look at them</Link>, then replay or dismiss them.
              </Trans>
            </Alert>
          )}
          {jobsFailed > 0 && (
            <Alert color="yellow" title={<Plural value={jobsFailed} one="# job has failed" other="# jobs have failed" />}>
              <Trans>Each has been tried as often as it may. The log says why.</Trans>
            </Alert>
          )}
          {sanctionsList && <SanctionsNeeds list={sanctionsList} />}
          {issuerReachable && openDeadLetters === 0 && jobsFailed === 0 && failing === 0 && screened && (
            <Notice tone="positive" icon={IconCircleCheck} title={t`Nothing`}>
              <Trans>Messages are applied, jobs run, the issuer answers.</Trans>
            </Notice>
          )}
        </Stack>
      </Panel>
      <WebhookHealth />
      <Comparison />
    </Stack>
  );
}
