import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Select } from '@mantine/core';
import { graphql } from '../../../gql/index.ts';

const TeamsQuery = graphql(`
  query Teams {
    teams {
      id
      name
      memberCount
    }
  }
`);

/** The company's teams. */
export function useTeams() {
  const { data, error, refetch } = useQuery(TeamsQuery, { fetchPolicy: 'cache-first' });
  return { teams: data?.teams, error, refetch };
}

interface TeamSelectProps {
  value: string | undefined;
  onChange: (id: string | undefined) => void;
  /** What it is for; the name of a filter when left out. */
  label?: string;
  placeholder?: string;
}

export function TeamSelect({ value, onChange, label, placeholder }: TeamSelectProps) {
  const { t } = useLingui();
  const { teams, error } = useTeams();
  return (
    <Select
      label={label ?? t`Team`}
      placeholder={placeholder ?? t`Any team`}
      clearable
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      data={teams?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
      nothingFoundMessage={error ? t`Teams could not be loaded` : t`No team yet`}
    />
  );
}

/** The name behind a team's id in the address. */
export function TeamName({ id }: { id: string }) {
  return useTeams().teams?.find((team) => team.id === id)?.name ?? '…';
}
