import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Select, SegmentedControl } from '@mantine/core';
import { graphql } from '../../gql/index.ts';
import { type ActiveFilter, FilterBar } from '../../lib/filter-bar.tsx';
import { type CaseSearch, options } from '../../lib/search.ts';
import { riskRuleWords, useWords } from '../../lib/words.ts';

const PersonOfFilterQuery = graphql(`
  query PersonOfCaseFilter($id: ID!) {
    person(id: $id) {
      id
      displayName
    }
  }
`);

type Change = (part: Partial<Record<keyof CaseSearch, unknown>>) => void;

export function CaseFilters({ search, viewerId, onChange }: { search: CaseSearch; viewerId: string | null; onChange: Change }) {
  const { t } = useLingui();
  const words = useWords();
  const { data } = useQuery(PersonOfFilterQuery, { variables: { id: search.person ?? '' }, skip: search.person === undefined });
  const all: (ActiveFilter | false)[] = [
    search.rule !== undefined && {
      key: 'rule',
      label: words(riskRuleWords[search.rule]),
      onClear: () => onChange({ rule: undefined }),
    },
    search.person !== undefined && {
      key: 'person',
      label: data?.person?.displayName ?? t`One person`,
      onClear: () => onChange({ person: undefined }),
    },
    search.assignee !== undefined && {
      key: 'assignee',
      label: search.assignee === viewerId ? t`Looked at by me` : t`Looked at by one person`,
      onClear: () => onChange({ assignee: undefined }),
    },
  ];
  return (
    <FilterBar
      search={
        <SegmentedControl
          aria-label={t`Which cases`}
          value={search.show ?? 'open'}
          onChange={(show) => onChange({ show: show === 'open' ? undefined : show })}
          data={[
            { value: 'open', label: t`Open` },
            { value: 'closed', label: t`Closed` },
            { value: 'all', label: t`All cases` },
          ]}
        />
      }
      active={all.filter((filter) => filter !== false)}
      onClearAll={() => onChange({ rule: undefined, person: undefined, assignee: undefined })}
    >
      <Select
        label={t`What was found`}
        placeholder={t`Anything`}
        clearable
        value={search.rule ?? null}
        onChange={(rule) => onChange({ rule: rule ?? undefined })}
        data={options.riskRules.map((rule) => ({ value: rule, label: words(riskRuleWords[rule]) }))}
      />
      <Select
        label={t`Looked at by`}
        placeholder={t`Anybody`}
        clearable
        value={search.assignee ?? null}
        onChange={(assignee) => onChange({ assignee: assignee ?? undefined })}
        data={viewerId === null ? [] : [{ value: viewerId, label: t`Me` }]}
      />
    </FilterBar>
  );
}
