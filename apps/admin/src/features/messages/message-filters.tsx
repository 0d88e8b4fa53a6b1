import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Select } from '@mantine/core';
import { graphql } from '../../gql/index.ts';
import { type ActiveFilter, FilterBar } from '../../lib/filter-bar.tsx';
import type { MessageSearch } from '../../lib/search.ts';
import { kindName } from './message-filter.ts';

const KindsQuery = graphql(`
  query DeadLetterKinds {
    deadLetterKinds {
      envelope
      type
      open
      all
    }
  }
`);

type Change = (part: Partial<Record<keyof MessageSearch, unknown>>) => void;

/** Which of them is always on the screen; kind and age in the panel of filters. */
export function MessageFilters({ search, onChange }: { search: MessageSearch; onChange: Change }) {
  const { t } = useLingui();
  const { data } = useQuery(KindsQuery, { fetchPolicy: 'cache-and-network' });
  const ages = { hour: t`The last hour`, day: t`The last day`, week: t`The last week`, older: t`Older than a week` };
  const kinds = new Set((data?.deadLetterKinds ?? []).map(kindName));
  if (search.kind !== undefined) kinds.add(search.kind);
  const active: (ActiveFilter | false)[] = [
    search.kind !== undefined && { key: 'kind', label: search.kind, onClear: () => onChange({ kind: undefined }) },
    search.age !== undefined && { key: 'age', label: ages[search.age], onClear: () => onChange({ age: undefined }) },
  ];
  return (
    <FilterBar
      search={
        <Select
          aria-label={t`Which messages`}
          allowDeselect={false}
          value={search.show ?? 'waiting'}
          onChange={(show) => onChange({ show: show === 'waiting' ? undefined : show })}
          data={[
            { value: 'waiting', label: t`Waiting` },
            { value: 'dismissed', label: t`Dismissed` },
            { value: 'done', label: t`Done` },
            { value: 'all', label: t`All` },
          ]}
        />
      }
      active={active.filter((filter) => filter !== false)}
      onClearAll={() => onChange({ kind: undefined, age: undefined })}
    >
      <Select
        label={t`Kind`}
        placeholder={t`Any kind`}
        clearable
        searchable
        value={search.kind ?? null}
        onChange={(kind) => onChange({ kind: kind ?? undefined })}
        data={[...kinds]}
      />
      <Select
        label={t`Received`}
        placeholder={t`Any time`}
        clearable
        value={search.age ?? null}
        onChange={(age) => onChange({ age: age ?? undefined })}
        data={Object.entries(ages).map(([value, label]) => ({ value, label }))}
      />
    </FilterBar>
  );
}
