import { EmptyState, Panel, TextSkeleton, useNow } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconPigMoney } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { graphql, readFragment } from '../../../gql/index.ts';
import { useReloadOnFeed } from '../../../lib/live.tsx';
import { monthAfter, monthAt } from '../../../lib/local-days.ts';
import { QueryError } from '../../../lib/query-error.tsx';
import { useCan, useCompany } from '../../../lib/viewer.tsx';
import { BudgetList } from './budget-list.tsx';
import { BudgetRow } from './budget-row.ts';
import { type BudgetSubject, subjectsOf } from './budget-subjects.ts';

const EditBudget = lazy(() => import('./edit-budget.tsx'));

const BudgetsQuery = graphql(`
  query Budgets($month: String!) {
    budgets(month: $month) {
      id
      ...BudgetRow
    }
    teams {
      id
      name
    }
  }
`);

export interface BudgetsPanelProps {
  /** yyyy-MM; the company's present month when absent. */
  month: string | undefined;
  onMonth: (month: string | undefined) => void;
}

/** What the company and each team mean to spend in a month, and how far they have come. */
export function BudgetsPanel({ month, onMonth }: BudgetsPanelProps) {
  const { t } = useLingui();
  const { timeZone } = useCompany();
  const edits = useCan('EDIT_BUDGETS');
  const [editing, setEditing] = useState<string | null>(null);
  const thisMonth = monthAt(useNow().getTime(), timeZone);
  const shownMonth = month ?? thisMonth;
  const { data, error, refetch } = useQuery(BudgetsQuery, { variables: { month: shownMonth } });
  useReloadOnFeed(refetch, ['TRANSACTION'], 4000);
  const budgets = readFragment(BudgetRow, data?.budgets ?? []);
  const subjects = data ? subjectsOf({ budgets, teams: data.teams, withoutBudget: edits }) : [];
  const edited: BudgetSubject | undefined = subjects.find(({ key }) => key === editing);
  const go = (months: number) => {
    const next = monthAfter(shownMonth, months);
    onMonth(next === thisMonth ? undefined : next);
  };

  return (
    <Panel title={t`Budgets`} action={<MonthSteps month={shownMonth} onStep={go} />}>
      {!data && !error && <TextSkeleton label={t`Loading budgets`} lines={6} />}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {data && subjects.length === 0 && (
        <EmptyState icon={IconPigMoney} title={t`No budget for this month`}>
          <Trans>An admin sets a budget for the company or a team; what is spent of it shows up here.</Trans>
        </EmptyState>
      )}
      {subjects.length > 0 && <BudgetList subjects={subjects} {...(edits && { onEdit: setEditing })} />}
      <Suspense fallback={null}>
        {edited && (
          <EditBudget
            key={`${edited.key}@${edited.budget?.version ?? 0}`}
            subject={edited}
            month={shownMonth}
            onLookAgain={refetch}
            onClose={() => setEditing(null)}
          />
        )}
      </Suspense>
    </Panel>
  );
}

function MonthSteps({ month, onStep }: { month: string; onStep: (months: number) => void }) {
  const { t, i18n } = useLingui();
  const name = new Intl.DateTimeFormat(i18n.locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01`));
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon variant="subtle" color="gray" aria-label={t`Previous month`} onClick={() => onStep(-1)}>
        <IconChevronLeft size={17} />
      </ActionIcon>
      <Text size="sm" fw={550} miw={120} ta="center" aria-live="polite">
        {name}
      </Text>
      <ActionIcon variant="subtle" color="gray" aria-label={t`Next month`} onClick={() => onStep(1)}>
        <IconChevronRight size={17} />
      </ActionIcon>
    </Group>
  );
}
