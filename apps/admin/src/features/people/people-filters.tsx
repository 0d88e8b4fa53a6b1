import { useLingui } from '@lingui/react/macro';
import { Select } from '@mantine/core';
import { type ActiveFilter, FilterBar } from '../../lib/filter-bar.tsx';
import { options, type PeopleSearch } from '../../lib/search.ts';
import { SearchField } from '../../lib/search-field.tsx';
import { roleWords, useWords } from '../../lib/words.ts';
import { TeamName, TeamSelect } from '../teams/parts/team-select.tsx';

type Change = (part: Partial<Record<keyof PeopleSearch, unknown>>) => void;

export function PeopleFilters({ search, onChange }: { search: PeopleSearch; onChange: Change }) {
  const { t } = useLingui();
  const words = useWords();
  const all: (ActiveFilter | false)[] = [
    search.role !== undefined && { key: 'role', label: words(roleWords[search.role]), onClear: () => onChange({ role: undefined }) },
    search.team !== undefined && { key: 'team', label: <TeamName id={search.team} />, onClear: () => onChange({ team: undefined }) },
  ];
  return (
    <FilterBar
      search={<SearchField value={search.q} placeholder={t`Name or email`} onChange={(q) => onChange({ q })} />}
      active={all.filter((filter) => filter !== false)}
      onClearAll={() => onChange({ role: undefined, team: undefined })}
    >
      <Select
        label={t`Role`}
        placeholder={t`Any role`}
        clearable
        value={search.role ?? null}
        onChange={(role) => onChange({ role: role ?? undefined })}
        data={options.roles.filter((role) => role !== 'OPERATOR').map((role) => ({ value: role, label: words(roleWords[role]) }))}
      />
      <TeamSelect value={search.team} onChange={(team) => onChange({ team })} />
    </FilterBar>
  );
}
