import { useSurroundings } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { SimpleGrid, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { type ActiveFilter, FilterBar } from '../../lib/filter-bar.tsx';
import type { AuditSearch } from '../../lib/search.ts';
import { SearchField } from '../../lib/search-field.tsx';
import { useViewer } from '../../lib/viewer.tsx';
import { PersonName } from '../people/parts/person-name.tsx';
import { PersonPicker } from '../people/parts/person-picker.tsx';

type Change = (part: Partial<Record<keyof AuditSearch, unknown>>) => void;

/** What was done is always on the screen; who, to what and when in the panel of filters. */
export function AuditFilters({ search, onChange, actions }: { search: AuditSearch; onChange: Change; actions: ReactNode }) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const { company } = useViewer();
  const day = (value: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(value));
  const all: (ActiveFilter | false)[] = [
    search.person !== undefined && {
      key: 'person',
      label: <PersonName id={search.person} />,
      onClear: () => onChange({ person: undefined }),
    },
    search.subject !== undefined && { key: 'subject', label: search.subject, onClear: () => onChange({ subject: undefined }) },
    search.from !== undefined && { key: 'from', label: t`From ${day(search.from)}`, onClear: () => onChange({ from: undefined }) },
    search.to !== undefined && { key: 'to', label: t`Until ${day(search.to)}`, onClear: () => onChange({ to: undefined }) },
  ];
  return (
    <FilterBar
      search={
        <SearchField
          value={search.command}
          placeholder={t`What was done, such as card.freeze`}
          onChange={(command) => onChange({ command })}
        />
      }
      active={all.filter((filter) => filter !== false)}
      onClearAll={() => onChange({ person: undefined, subject: undefined, from: undefined, to: undefined })}
      actions={actions}
    >
      {company !== null && <PersonPicker label={t`Who`} value={search.person} onChange={(person) => onChange({ person })} />}
      <TextInput
        label={t`To what`}
        placeholder={t`The id of a card, a person, a control…`}
        defaultValue={search.subject ?? ''}
        onBlur={(event) => onChange({ subject: event.currentTarget.value.trim() })}
      />
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
      </SimpleGrid>
    </FilterBar>
  );
}
