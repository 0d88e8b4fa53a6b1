import { PersonAvatar } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Group, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { PersonPickerQuery as Picked } from '../../../gql/graphql.ts';
import { graphql } from '../../../gql/index.ts';
import { roleWords, useWords } from '../../../lib/words.ts';

const PersonPickerQuery = graphql(`
  query PersonPicker($search: String, $id: ID!, $known: Boolean!) {
    people(first: 20, filter: { search: $search }) {
      edges {
        cursor
        node {
          id
          displayName
          role
          status
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    person(id: $id) @include(if: $known) {
      id
      displayName
      role
      status
    }
  }
`);

export interface PersonPickerProps {
  value: string | undefined;
  onChange: (id: string | undefined) => void;
  label: string;
  required?: boolean;
  error?: string | undefined;
  /** Has the focus when the dialog around it opens. */
  focusFirst?: boolean;
}

type PickedPerson = Picked['people']['edges'][number]['node'];

/** Finds a person by name among all that the viewer may see; the server searches, so that a company of thousands works too. */
export function PersonPicker({ value, onChange, label, required = false, error, focusFirst = false }: PersonPickerProps) {
  const { t } = useLingui();
  const words = useWords();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 200);
  const {
    data,
    previousData,
    error: failure,
  } = useQuery(PersonPickerQuery, {
    variables: { search: search === '' ? null : search, id: value ?? '', known: value !== undefined },
  });
  const shown = data ?? previousData;
  const found = shown?.people.edges.map(({ node }) => node) ?? [];
  const chosen = shown?.person;
  const people = new Map<string, PickedPerson>([...(chosen ? [chosen] : []), ...found].map((person) => [person.id, person]));
  return (
    <Select
      label={label}
      data-autofocus={focusFirst || undefined}
      placeholder={t`Name or email`}
      required={required}
      withAsterisk={false}
      clearable={!required}
      searchable
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      onSearchChange={(text) => setTyped([...people.values()].some(({ displayName }) => displayName === text) ? '' : text)}
      // The server has searched already: what it found is what there is.
      filter={({ options }) => options}
      data={[...people.values()].map(({ id, displayName }) => ({ value: id, label: displayName }))}
      nothingFoundMessage={failure ? t`People could not be loaded` : shown ? t`Nobody of that name` : t`Looking…`}
      error={error}
      renderOption={({ option }) => {
        const person = people.get(option.value);
        return (
          <Group gap="xs" wrap="nowrap">
            <PersonAvatar name={option.label} size={24} />
            <Text size="sm">{option.label}</Text>
            {person && (
              <Text size="xs" c="dimmed">
                {words(roleWords[person.role])}
              </Text>
            )}
          </Group>
        );
      }}
    />
  );
}
