import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { graphql } from '../../gql/index.ts';

const CompaniesQuery = graphql(`
  query BreakGlassCompanies($search: String!) {
    breakGlassCompanies(search: $search) {
      id
      name
    }
  }
`);

export interface CompanyPickerProps {
  value: string | null;
  onChange: (id: string | null) => void;
  error: string | undefined;
}

/** Finds a company of the installation by a part of its name, or by its id. */
export function CompanyPicker({ value, onChange, error }: CompanyPickerProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 200);
  const { data, previousData, error: failure } = useQuery(CompaniesQuery, { variables: { search } });
  const found = (data ?? previousData)?.breakGlassCompanies;
  return (
    <Select
      label={t`Company`}
      placeholder={t`A part of its name, or its id`}
      required
      withAsterisk={false}
      searchable
      value={value}
      onChange={onChange}
      onSearchChange={(text) => setTyped(found?.some(({ name }) => name === text) ? '' : text)}
      // The server has searched already: what it found is what there is.
      filter={({ options }) => options}
      data={(found ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      nothingFoundMessage={failure ? t`Companies could not be loaded` : found ? t`No company of that name` : t`Looking…`}
      error={error}
    />
  );
}
