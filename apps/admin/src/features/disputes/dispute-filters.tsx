import { useLingui } from '@lingui/react/macro';
import { Select } from '@mantine/core';
import { type ActiveFilter, FilterBar } from '../../lib/filter-bar.tsx';
import { type DisputeSearch, options } from '../../lib/search.ts';
import { SearchField } from '../../lib/search-field.tsx';
import { disputeGroupWords, disputeReasonWords, useWords } from '../../lib/words.ts';

type Change = (part: Partial<Record<keyof DisputeSearch, unknown>>) => void;

export function DisputeFilters({ search, onChange }: { search: DisputeSearch; onChange: Change }) {
  const { t } = useLingui();
  const words = useWords();
  const all: (ActiveFilter | false)[] = [
    search.show !== undefined && {
      key: 'show',
      label: words(disputeGroupWords[search.show]),
      onClear: () => onChange({ show: undefined }),
    },
    search.reason !== undefined && {
      key: 'reason',
      label: words(disputeReasonWords[search.reason]),
      onClear: () => onChange({ reason: undefined }),
    },
  ];
  return (
    <FilterBar
      search={<SearchField value={search.q} placeholder={t`Merchant or holder`} onChange={(q) => onChange({ q })} />}
      active={all.filter((filter) => filter !== false)}
      onClearAll={() => onChange({ show: undefined, reason: undefined })}
    >
      <Select
        label={t`State`}
        placeholder={t`Any state`}
        clearable
        value={search.show ?? null}
        onChange={(show) => onChange({ show: show ?? undefined })}
        data={options.disputeGroups.map((group) => ({ value: group, label: words(disputeGroupWords[group]) }))}
      />
      <Select
        label={t`Reason`}
        placeholder={t`Any reason`}
        clearable
        value={search.reason ?? null}
        onChange={(reason) => onChange({ reason: reason ?? undefined })}
        data={options.disputeReasons.map((reason) => ({ value: reason, label: words(disputeReasonWords[reason]) }))}
      />
    </FilterBar>
  );
}
