import { PageHeader, StatsSkeleton, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { graphql } from '../../gql/index.ts';
import { useReloadOnFeed } from '../../lib/live.tsx';
import { QueryError } from '../../lib/query-error.tsx';
import { urls } from '../../lib/urls.ts';
import { useCan } from '../../lib/viewer.tsx';
import { BooksChip } from '../ledger/parts/books-chip.tsx';
import { Figures } from './figures.tsx';
import { LiveFeed } from './live-feed.tsx';
import classes from './overview.module.css';
import { SpendByDay } from './spend-by-day.tsx';
import { SpendByTeam } from './spend-by-team.tsx';
import { TopMerchants } from './top-merchants.tsx';

const OverviewQuery = graphql(`
  query Overview {
    spendOverview {
      today
      ...Figures
      ...SpendByDay
      ...SpendByTeam
      ...TopMerchants
    }
  }
`);

/** What is spent, what is left, what was declined, and what happens now. */
export default function OverviewScreen() {
  const { t } = useLingui();
  const router = useRouter();
  const issues = useCan('ISSUE_CARD');
  const seesLedger = useCan('SEE_LEDGER');
  const { data, error, refetch } = useQuery(OverviewQuery);
  useReloadOnFeed(refetch, ['TRANSACTION', 'BALANCE'], 2000);
  const overview = data?.spendOverview;
  return (
    <div className={classes.screen}>
      <PageHeader
        title={t`Overview`}
        subtitle={overview && <Today day={overview.today} />}
        actions={
          <>
            {seesLedger && <BooksChip />}
            {issues && (
              <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => router.history.push(urls.cards({ issue: true }))}>
                <Trans>Issue card</Trans>
              </Button>
            )}
          </>
        }
      />
      {!overview && !error && <StatsSkeleton label={t`Loading what is spent`} />}
      {!overview && error && <QueryError error={error} onRetry={refetch} />}
      {overview && <Figures overview={overview} />}
      <div className={classes.columns}>
        <div className={classes.column}>
          {overview && <SpendByDay overview={overview} />}
          <LiveFeed />
        </div>
        <div className={classes.column}>
          {!overview && !error && <TextSkeleton label={t`Loading what is spent`} lines={8} />}
          {overview && <SpendByTeam overview={overview} />}
          {overview && <TopMerchants overview={overview} />}
        </div>
      </div>
    </div>
  );
}

/** A calendar day is no moment: it is drawn as it stands, in no zone. */
function Today({ day }: { day: string }) {
  const { i18n } = useLingui();
  return new Intl.DateTimeFormat(i18n.locale, { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(day));
}
