import { formatMoney, useNow, useSurroundings } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Button, Group, MultiSelect, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { TransactionKind } from '../../gql/graphql.ts';
import { type ActiveFilter, FilterBar } from '../../lib/filter-bar.tsx';
import { options, type TransactionSearch } from '../../lib/search.ts';
import { SearchField } from '../../lib/search-field.tsx';
import { useCan, useCompany } from '../../lib/viewer.tsx';
import { transactionKindWords, transactionStatusWords, useWords } from '../../lib/words.ts';
import { CardName } from '../cards/parts/card-name.tsx';
import { ProgramName } from '../cards/parts/program-select.tsx';
import { MoneyInput } from '../money/parts/money-input.tsx';
import { PersonName } from '../people/parts/person-name.tsx';
import { PersonPicker } from '../people/parts/person-picker.tsx';
import { TeamName, TeamSelect } from '../teams/parts/team-select.tsx';
import { periods } from './periods.ts';

type Change = (part: Partial<Record<keyof TransactionSearch, unknown>>) => void;

export function TransactionFilters({ search, onChange }: { search: TransactionSearch; onChange: Change }) {
  const { t } = useLingui();
  const active = useActiveFilters(search, onChange);
  const clearAll = () =>
    onChange({
      status: undefined,
      kind: undefined,
      person: undefined,
      team: undefined,
      card: undefined,
      mcc: undefined,
      merchant: undefined,
      country: undefined,
      program: undefined,
      from: undefined,
      to: undefined,
      min: undefined,
      max: undefined,
    });
  return (
    <FilterBar
      search={<SearchField value={search.q} placeholder={t`Merchant, person or card number`} onChange={(q) => onChange({ q })} />}
      active={active}
      onClearAll={clearAll}
    >
      <Fields search={search} onChange={onChange} />
    </FilterBar>
  );
}

function Fields({ search, onChange }: { search: TransactionSearch; onChange: Change }) {
  const { t } = useLingui();
  const words = useWords();
  const { currency, timeZone } = useCompany();
  const seesPeople = useCan('SEE_PEOPLE');
  const now = useNow();
  return (
    <>
      <MultiSelect
        label={t`State`}
        placeholder={search.status ? '' : t`Any state`}
        clearable
        value={search.status ?? []}
        onChange={(status) => onChange({ status })}
        data={options.transactionStatuses.map((status) => ({ value: status, label: words(transactionStatusWords[status]) }))}
      />
      <Select
        label={t`Kind`}
        placeholder={t`Any kind`}
        clearable
        value={search.kind ?? null}
        onChange={(kind) => onChange({ kind: kind ?? undefined })}
        data={options.transactionKinds.map((kind: TransactionKind) => ({ value: kind, label: words(transactionKindWords[kind]) }))}
      />
      {seesPeople && <PersonPicker label={t`Person`} value={search.person} onChange={(person) => onChange({ person })} />}
      <TeamSelect value={search.team} onChange={(team) => onChange({ team })} />
      <Group gap={6}>
        {periods(now.getTime(), timeZone).map(({ key, label, from, to }) => (
          <Button
            key={key}
            size="compact-xs"
            variant={search.from === from && search.to === to ? 'light' : 'default'}
            onClick={() => onChange({ from, to })}
          >
            {words(label)}
          </Button>
        ))}
      </Group>
      <SimpleGrid cols={2} spacing="xs">
        <TextInput
          type="date"
          label={t`From`}
          value={search.from ?? ''}
          max={search.to}
          onChange={(event) => onChange({ from: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label={t`Until`}
          value={search.to ?? ''}
          min={search.from}
          onChange={(event) => onChange({ to: event.currentTarget.value })}
        />
        <MoneyInput label={t`At least`} currency={currency} value={search.min} onChange={(min) => min !== null && onChange({ min })} />
        <MoneyInput label={t`At most`} currency={currency} value={search.max} onChange={(max) => max !== null && onChange({ max })} />
      </SimpleGrid>
      <TextInput
        label={t`Merchant category code`}
        placeholder="5812"
        inputMode="numeric"
        maxLength={4}
        defaultValue={search.mcc ?? ''}
        onChange={(event) => {
          const mcc = event.currentTarget.value;
          if (mcc === '' || /^\d{4}$/.test(mcc)) onChange({ mcc });
        }}
      />
    </>
  );
}

function useActiveFilters(search: TransactionSearch, onChange: Change): ActiveFilter[] {
  const { t } = useLingui();
  const words = useWords();
  const { locale } = useSurroundings();
  const { currency } = useCompany();
  const day = (value: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(value));
  const money = (minor: string) => formatMoney({ minor, currency }, locale);
  const all: (ActiveFilter | false)[] = [
    search.status !== undefined && {
      key: 'status',
      label: search.status.map((status) => words(transactionStatusWords[status])).join(', '),
      onClear: () => onChange({ status: undefined }),
    },
    search.kind !== undefined && {
      key: 'kind',
      label: words(transactionKindWords[search.kind]),
      onClear: () => onChange({ kind: undefined }),
    },
    search.person !== undefined && {
      key: 'person',
      label: <PersonName id={search.person} />,
      onClear: () => onChange({ person: undefined }),
    },
    search.team !== undefined && { key: 'team', label: <TeamName id={search.team} />, onClear: () => onChange({ team: undefined }) },
    search.card !== undefined && { key: 'card', label: <CardName id={search.card} />, onClear: () => onChange({ card: undefined }) },
    search.mcc !== undefined && { key: 'mcc', label: t`Category ${search.mcc}`, onClear: () => onChange({ mcc: undefined }) },
    search.merchant !== undefined && { key: 'merchant', label: search.merchant, onClear: () => onChange({ merchant: undefined }) },
    search.country !== undefined && { key: 'country', label: t`In ${search.country}`, onClear: () => onChange({ country: undefined }) },
    search.program !== undefined && {
      key: 'program',
      label: <ProgramName id={search.program} />,
      onClear: () => onChange({ program: undefined }),
    },
    search.from !== undefined && { key: 'from', label: t`From ${day(search.from)}`, onClear: () => onChange({ from: undefined }) },
    search.to !== undefined && { key: 'to', label: t`Until ${day(search.to)}`, onClear: () => onChange({ to: undefined }) },
    search.min !== undefined && { key: 'min', label: t`At least ${money(search.min)}`, onClear: () => onChange({ min: undefined }) },
    search.max !== undefined && { key: 'max', label: t`At most ${money(search.max)}`, onClear: () => onChange({ max: undefined }) },
  ];
  return all.filter((filter) => filter !== false);
}
