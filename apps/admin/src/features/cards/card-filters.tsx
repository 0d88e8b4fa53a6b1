import { useLingui } from '@lingui/react/macro';
import { MultiSelect, Select } from '@mantine/core';
import { type ActiveFilter, FilterBar } from '../../lib/filter-bar.tsx';
import { type CardSearch, options } from '../../lib/search.ts';
import { SearchField } from '../../lib/search-field.tsx';
import { useCan } from '../../lib/viewer.tsx';
import { cardStatusWords, cardTypeWords, useWords } from '../../lib/words.ts';
import { PersonName } from '../people/parts/person-name.tsx';
import { PersonPicker } from '../people/parts/person-picker.tsx';
import { TeamName, TeamSelect } from '../teams/parts/team-select.tsx';
import { ProgramName, ProgramSelect } from './parts/program-select.tsx';

type Change = (part: Partial<Record<keyof CardSearch, unknown>>) => void;

export function CardFilters({ search, onChange }: { search: CardSearch; onChange: Change }) {
  const { t } = useLingui();
  const words = useWords();
  const seesPeople = useCan('SEE_PEOPLE');
  const active = useActiveFilters(search, onChange);
  const clearAll = () => onChange({ status: undefined, type: undefined, program: undefined, team: undefined, person: undefined });
  return (
    <FilterBar
      search={<SearchField value={search.q} placeholder={t`Card, holder or last four`} onChange={(q) => onChange({ q })} />}
      active={active}
      onClearAll={clearAll}
    >
      <MultiSelect
        label={t`State`}
        placeholder={search.status ? '' : t`Any state`}
        clearable
        value={search.status ?? []}
        onChange={(status) => onChange({ status })}
        data={options.cardStatuses.map((status) => ({ value: status, label: words(cardStatusWords[status]) }))}
      />
      <Select
        label={t`Type`}
        placeholder={t`Any type`}
        clearable
        value={search.type ?? null}
        onChange={(type) => onChange({ type: type ?? undefined })}
        data={options.cardTypes.map((type) => ({ value: type, label: words(cardTypeWords[type]) }))}
      />
      <ProgramSelect value={search.program} onChange={(program) => onChange({ program })} clearable />
      {seesPeople && <PersonPicker label={t`Holder`} value={search.person} onChange={(person) => onChange({ person })} />}
      <TeamSelect value={search.team} onChange={(team) => onChange({ team })} />
    </FilterBar>
  );
}

function useActiveFilters(search: CardSearch, onChange: Change): ActiveFilter[] {
  const words = useWords();
  const all: (ActiveFilter | false)[] = [
    search.status !== undefined && {
      key: 'status',
      label: search.status.map((status) => words(cardStatusWords[status])).join(', '),
      onClear: () => onChange({ status: undefined }),
    },
    search.type !== undefined && { key: 'type', label: words(cardTypeWords[search.type]), onClear: () => onChange({ type: undefined }) },
    search.program !== undefined && {
      key: 'program',
      label: <ProgramName id={search.program} />,
      onClear: () => onChange({ program: undefined }),
    },
    search.person !== undefined && {
      key: 'person',
      label: <PersonName id={search.person} />,
      onClear: () => onChange({ person: undefined }),
    },
    search.team !== undefined && { key: 'team', label: <TeamName id={search.team} />, onClear: () => onChange({ team: undefined }) },
  ];
  return all.filter((filter) => filter !== false);
}
