import { EmptyState, PageHeader } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Stack, Tabs } from '@mantine/core';
import { IconBuildingBank } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type FundsSearch, fundsSearch } from '../../lib/search.ts';
import { useCan, useCompany } from '../../lib/viewer.tsx';
import { Balances } from '../ledger/parts/balances.tsx';
import classes from './funds.module.css';
import { FundSettings } from './fund-settings.tsx';
import { FundSettingsQuery } from './fund-settings-query.ts';
import { HowItIsMade } from './how-it-is-made.tsx';
import { MovementList } from './movement-list.tsx';
import { RequestFunds } from './request-funds.tsx';

const route = getRouteApi('/funds');

/** The company's money: what there is, how it came to be, and its way in and out. */
export default function FundsScreen() {
  const { t } = useLingui();
  const company = useCompany();
  const seesLedger = useCan('SEE_LEDGER');
  const movesFunds = useCan('MOVE_FUNDS');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data } = useQuery(FundSettingsQuery, { skip: !seesLedger });
  const currencies = data?.fundSettings.map(({ currency }) => currency) ?? [company.currency];
  const change = (part: Partial<Record<keyof FundsSearch, unknown>>) =>
    void navigate({ search: (before) => fundsSearch({ ...before, ...part }), replace: true });
  if (!seesLedger) {
    return (
      <EmptyState icon={IconBuildingBank} title={t`Funds`}>
        <Trans>Admins and accountants see the company’s money.</Trans>
      </EmptyState>
    );
  }
  return (
    <Stack gap="lg" maw={1040}>
      <PageHeader title={t`Funds`} subtitle={company.name} actions={movesFunds && <RequestFunds currencies={currencies} />} />
      <Balances />
      <Tabs value={search.tab ?? 'transfers'} onChange={(tab) => change({ tab })}>
        <Tabs.List mb="md" className={classes.tabs}>
          <Tabs.Tab value="transfers">{t`Top-ups and withdrawals`}</Tabs.Tab>
          <Tabs.Tab value="made">{t`How it is made`}</Tabs.Tab>
          <Tabs.Tab value="settings">{t`Settings`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="transfers">
          <MovementList show={search.show} onShow={(show) => change({ show })} />
        </Tabs.Panel>
        <Tabs.Panel value="made">
          <HowItIsMade search={search} currencies={currencies} onChange={change} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <FundSettings />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
