import { KeyValue, Panel, TextSkeleton, useSurroundings } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Stack } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { graphql } from '../../../gql/index.ts';
import { useReloadOnFeed } from '../../../lib/live.tsx';
import { QueryError } from '../../../lib/query-error.tsx';
import { useCan } from '../../../lib/viewer.tsx';
import { dayOfYearIn, weekdayIn } from './clock-words.ts';
import { HowLimitsCount } from './how-limits-count.tsx';

const EditClock = lazy(() => import('./edit-clock.tsx'));

const CompanyClockQuery = graphql(`
  query CompanyClock {
    company {
      id
      timeZone
      weekStartsOn
      fiscalYearStartsOn
      clockVersion
    }
  }
`);

/** Where the days, weeks and fiscal years of the company's limits begin; to be set by those who may. */
export function ClockPanel() {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const sets = useCan('SET_COMPANY_CLOCK');
  const [editing, setEditing] = useState(false);
  const { data, error, refetch } = useQuery(CompanyClockQuery, { fetchPolicy: 'cache-and-network' });
  useReloadOnFeed(refetch, ['CONTROL']);
  const clock = data?.company;
  return (
    <Panel
      title={t`Clock`}
      action={
        sets &&
        clock && (
          <Button size="compact-sm" variant="default" leftSection={<IconClock size={15} aria-hidden />} onClick={() => setEditing(true)}>
            <Trans>Set the clock</Trans>
          </Button>
        )
      }
    >
      {!data && !error && <TextSkeleton label={t`Loading the clock`} lines={2} />}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {clock && (
        <Stack gap="md">
          <KeyValue
            items={[
              { key: 'zone', label: t`Time zone`, value: clock.timeZone },
              { key: 'week', label: t`First day of the week`, value: weekdayIn(locale, clock.weekStartsOn) },
              { key: 'year', label: t`Fiscal year from`, value: dayOfYearIn(locale, clock.fiscalYearStartsOn) },
            ]}
          />
          <HowLimitsCount />
        </Stack>
      )}
      <Suspense fallback={null}>
        {editing && clock && <EditClock key={clock.clockVersion} clock={clock} onLookAgain={refetch} onClose={() => setEditing(false)} />}
      </Suspense>
    </Panel>
  );
}
