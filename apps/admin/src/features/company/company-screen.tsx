import { PageHeader } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Stack, Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCan, useCompany } from '../../lib/viewer.tsx';
import { companySearch } from '../../lib/search.ts';
import { BudgetsPanel } from '../budgets/parts/budgets-panel.tsx';
import { ControlsPanel } from '../controls/parts/controls-panel.tsx';
import { StopPanel } from '../emergency-stop/parts/stop-panel.tsx';
import { Balances } from '../ledger/parts/balances.tsx';
import { ClockPanel } from './parts/clock-panel.tsx';
import { RetentionPanel } from './parts/retention-panel.tsx';

const route = getRouteApi('/company');

/** What binds the whole company, and what it means to spend each month. Managers see the budgets of their teams. */
export default function CompanyScreen() {
  const { t } = useLingui();
  const company = useCompany();
  const seesCompany = useCan('SEE_COMPANY_SPEND');
  const setsRetention = useCan('SET_RETENTION');
  const seesStops = useCan('SEE_EMERGENCY_STOPS');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: Record<string, unknown>) =>
    void navigate({ search: (before) => companySearch({ ...before, ...part }), replace: true });
  const budgets = <BudgetsPanel month={search.month} onMonth={(month) => change({ month })} />;
  return (
    <Stack gap="lg" maw={920}>
      <PageHeader
        title={seesCompany ? t`Controls and budgets` : t`Budgets`}
        subtitle={`${company.name} · ${company.timeZone} · ${company.currency}`}
      />
      {seesCompany ? (
        <>
          <Balances />
          <Tabs value={search.tab ?? 'controls'} onChange={(tab) => change({ tab })}>
            <Tabs.List mb="md">
              <Tabs.Tab value="controls">{t`Controls`}</Tabs.Tab>
              <Tabs.Tab value="budgets">{t`Budgets`}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="controls">
              <Stack gap="lg">
                <ControlsPanel scope="COMPANY" title={t`Controls of the whole company`} />
                <ClockPanel />
                {seesStops && <StopPanel />}
                {setsRetention && <RetentionPanel />}
              </Stack>
            </Tabs.Panel>
            <Tabs.Panel value="budgets">{budgets}</Tabs.Panel>
          </Tabs>
        </>
      ) : (
        budgets
      )}
    </Stack>
  );
}
