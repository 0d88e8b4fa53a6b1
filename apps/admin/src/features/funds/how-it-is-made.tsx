import { Panel, useNow } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { MultiSelect, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import type { AccountSpanInput, LedgerAccount } from '../../gql/graphql.ts';
import { ledgerAccountWord, ledgerKinds, ledgerKindWord } from '../../lib/ledger-words.ts';
import { dayAfter, dayAt, startOfDay } from '../../lib/local-days.ts';
import { type FundsSearch, options } from '../../lib/search.ts';
import { useCompany } from '../../lib/viewer.tsx';
import { AccountEntries } from './account-entries.tsx';
import { Makeup } from './makeup.tsx';

interface HowItIsMadeProps {
  search: FundsSearch;
  currencies: readonly string[];
  onChange: (part: Partial<Record<keyof FundsSearch, unknown>>) => void;
}

/** From a balance to its transfers: what each kind did in a stretch of days, and each of them. The last 30 days when nothing is chosen. */
export function HowItIsMade({ search, currencies, onChange }: HowItIsMadeProps) {
  const { t, i18n } = useLingui();
  const company = useCompany();
  const today = dayAt(useNow().getTime(), company.timeZone);
  const currency = search.currency ?? company.currency;
  const account: LedgerAccount = search.account ?? 'AVAILABLE';
  const from = search.from ?? dayAfter(today, -29);
  const { to } = search;
  const of = useMemo<AccountSpanInput>(
    () => ({
      currency,
      account,
      from: startOfDay(from, company.timeZone).toISOString(),
      ...(to === undefined ? {} : { to: startOfDay(dayAfter(to, 1), company.timeZone).toISOString() }),
    }),
    [currency, account, from, to, company.timeZone],
  );
  return (
    <Stack gap="md">
      <Panel>
        <SimpleGrid cols={{ base: 1, xs: 2, md: currencies.length > 1 ? 5 : 4 }} spacing="sm">
          {currencies.length > 1 && (
            <Select
              label={t`Currency`}
              data={[...currencies]}
              value={currency}
              allowDeselect={false}
              onChange={(value) => onChange({ currency: value })}
            />
          )}
          <Select
            label={t`Balance`}
            data={options.ledgerAccounts.map((value) => ({ value, label: ledgerAccountWord(i18n, value) }))}
            value={account}
            allowDeselect={false}
            onChange={(value) => onChange({ account: value })}
          />
          <MultiSelect
            label={t`Kind`}
            placeholder={search.kind ? '' : t`Any kind`}
            clearable
            data={ledgerKinds.map((value) => ({ value, label: ledgerKindWord(i18n, value) }))}
            value={search.kind ?? []}
            onChange={(kind) => onChange({ kind })}
          />
          <TextInput
            type="date"
            label={t`From`}
            value={from}
            max={to ?? today}
            onChange={(event) => onChange({ from: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t`Until`}
            value={to ?? ''}
            min={from}
            onChange={(event) => onChange({ to: event.currentTarget.value })}
          />
        </SimpleGrid>
      </Panel>
      <Makeup of={of} onKind={(kind) => onChange({ kind: [kind] })} />
      <AccountEntries of={of} kinds={search.kind} />
    </Stack>
  );
}
