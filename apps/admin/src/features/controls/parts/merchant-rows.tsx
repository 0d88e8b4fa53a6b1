import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Group, Input, Select, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { MerchantMatchBy, MerchantMatchInput } from '../../../gql/graphql.ts';
import { matchWords, useWords } from '../../../lib/words.ts';

const ways = Object.keys(matchWords) as MerchantMatchBy[];

export interface MerchantRowsProps {
  value: readonly MerchantMatchInput[];
  onChange: (merchants: MerchantMatchInput[]) => void;
  error?: string | undefined;
}

/** Merchants one by one: each by its name, in which a star stands for any text, or by one of its numbers. */
export function MerchantRows({ value, onChange, error }: MerchantRowsProps) {
  const { t } = useLingui();
  const words = useWords();
  const change = (at: number, part: Partial<MerchantMatchInput>) =>
    onChange(value.map((merchant, index) => (index === at ? { ...merchant, ...part } : merchant)));
  return (
    <Input.Wrapper
      label={t`Merchants`}
      labelElement="div"
      description={t`The name as it stands on the statement; a star stands for any text: UBER*.`}
      error={error}
    >
      <Stack role="group" aria-label={t`Merchants`} gap={6} mt={6} mb={error === undefined ? 0 : 6}>
        {value.map(({ by, value: text }, index) => (
          // A row is nothing but its content, and its place is what tells it from the others.
          <Group key={index} gap={6} wrap="nowrap">
            <Select
              aria-label={t`How merchant ${index + 1} is known`}
              w={150}
              flex="none"
              allowDeselect={false}
              value={by}
              onChange={(way) => way !== null && change(index, { by: way })}
              data={ways.map((way) => ({ value: way, label: words(matchWords[way]) }))}
            />
            <TextInput
              aria-label={t`Merchant ${index + 1}`}
              flex={1}
              miw={0}
              maxLength={60}
              autoComplete="off"
              data-autofocus={index === 0 || undefined}
              value={text}
              onChange={(event) => change(index, { value: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t`Leave out merchant ${index + 1}`}
              disabled={value.length === 1}
              onClick={() => onChange(value.filter((_, at) => at !== index))}
            >
              <IconX size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          size="compact-sm"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => onChange([...value, { by: value.at(-1)?.by ?? 'NAME', value: '' }])}
        >
          <Trans>Another merchant</Trans>
        </Button>
      </Stack>
    </Input.Wrapper>
  );
}
