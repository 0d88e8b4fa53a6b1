import { useLingui } from '@lingui/react/macro';
import { MultiSelect } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../../lib/words.ts';
import { isMcc } from './control-draft.ts';
import { mccChoices } from './mcc-choices.ts';

export interface MccPickerProps {
  value: readonly string[];
  onChange: (mccs: string[]) => void;
  error?: string | undefined;
}

/** Merchant categories by name, and any code or range by typing it. */
export function MccPicker({ value, onChange, error }: MccPickerProps) {
  const { t } = useLingui();
  const words = useWords();
  const [typed, setTyped] = useState('');
  const named = mccChoices.map(({ mcc, name }) => ({ value: mcc, label: `${words(name)} (${mcc})` }));
  const extra = [...value, ...(isMcc(typed) ? [typed.trim()] : [])].filter((mcc) => !named.some((choice) => choice.value === mcc));
  return (
    <MultiSelect
      label={t`Merchant categories`}
      description={t`Pick by name, or type a code such as 5812 or a range such as 3000-3299.`}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      value={[...value]}
      onChange={onChange}
      data={[...named, ...[...new Set(extra)].map((mcc) => ({ value: mcc, label: mcc }))]}
      nothingFoundMessage={t`Type four digits, or a range such as 3000-3299`}
      maxDropdownHeight={260}
      error={error}
    />
  );
}
