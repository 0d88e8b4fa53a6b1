import { Chip, Group, Input } from '@mantine/core';

export interface ChipChoiceProps<Value extends string> {
  label: string;
  data: ReadonlyArray<{ value: Value; label: string }>;
  value: readonly Value[];
  /** In the order of the data. */
  onChange: (value: Value[]) => void;
  error?: string | undefined;
}

/** A few things of which some are picked, all in sight. */
export function ChipChoice<Value extends string>({ label, data, value, onChange, error }: ChipChoiceProps<Value>) {
  const toggle = (one: Value, on: boolean) =>
    onChange(data.map((choice) => choice.value).filter((each) => (each === one ? on : value.includes(each))));
  return (
    <Input.Wrapper label={label} labelElement="div" error={error}>
      <Group role="group" aria-label={label} gap={6} mt={4} mb={error === undefined ? 0 : 4}>
        {data.map((choice) => (
          <Chip
            key={choice.value}
            size="xs"
            variant="light"
            checked={value.includes(choice.value)}
            onChange={(on) => toggle(choice.value, on)}
          >
            {choice.label}
          </Chip>
        ))}
      </Group>
    </Input.Wrapper>
  );
}
