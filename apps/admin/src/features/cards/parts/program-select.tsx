import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Group, Select, Text } from '@mantine/core';
import { graphql } from '../../../gql/index.ts';
import { cardTypeWords, useWords } from '../../../lib/words.ts';
import { CardSwatch } from './card-swatch.tsx';

const CardProgramsQuery = graphql(`
  query CardPrograms {
    cardPrograms {
      id
      name
      cardType
      currency
      color
    }
  }
`);

/** The company's card programs. */
export function useCardPrograms() {
  const { data, error } = useQuery(CardProgramsQuery, { fetchPolicy: 'cache-first' });
  return { programs: data?.cardPrograms ?? [], error };
}

export interface ProgramSelectProps {
  value: string | undefined;
  onChange: (id: string | undefined) => void;
  clearable?: boolean;
  error?: string | undefined;
}

export function ProgramSelect({ value, onChange, clearable = false, error }: ProgramSelectProps) {
  const { t } = useLingui();
  const words = useWords();
  const { programs, error: failure } = useCardPrograms();
  return (
    <Select
      label={t`Card program`}
      placeholder={clearable ? t`Any program` : t`Pick a program`}
      clearable={clearable}
      allowDeselect={clearable}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      data={programs.map(({ id, name }) => ({ value: id, label: name }))}
      nothingFoundMessage={failure ? t`Programs could not be loaded` : t`No program yet`}
      error={error}
      renderOption={({ option }) => {
        const program = programs.find(({ id }) => id === option.value);
        return (
          <Group gap="xs" wrap="nowrap">
            <CardSwatch color={program?.color ?? ''} />
            <Text size="sm">{option.label}</Text>
            {program && (
              <Text size="xs" c="dimmed">
                {words(cardTypeWords[program.cardType])} · {program.currency}
              </Text>
            )}
          </Group>
        );
      }}
    />
  );
}

/** The name behind a program's id in the address. */
export function ProgramName({ id }: { id: string }) {
  const { programs } = useCardPrograms();
  return programs.find((program) => program.id === id)?.name ?? '…';
}
