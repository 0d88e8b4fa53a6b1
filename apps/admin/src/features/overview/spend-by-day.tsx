import { Panel } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';

const DayChart = lazy(() => import('./day-chart.tsx'));

const SpendByDayPart = graphql(`
  fragment SpendByDay on SpendOverview {
    today
    byDay {
      day
      spent {
        minor
        currency
      }
    }
  }
`);

export function SpendByDay({ overview }: { overview: FragmentType<typeof SpendByDayPart> }) {
  const { t } = useLingui();
  const { byDay, today } = readFragment(SpendByDayPart, overview);
  return (
    <Panel title={t`Last 30 days`}>
      <Suspense fallback={<Skeleton height={196} />}>
        <DayChart days={byDay} today={today} />
      </Suspense>
    </Panel>
  );
}
