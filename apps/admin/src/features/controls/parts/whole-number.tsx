import { NumberInput } from '@mantine/core';

export interface WholeNumberProps {
  label: string;
  /** Undefined while empty. */
  value: number | undefined;
  onChange: (value: number | undefined) => void;
  min: number;
  max: number;
  error?: string | undefined;
  focusFirst?: boolean;
}

/** What lies outside of the bounds stays as it was typed: the error says so, and nothing is changed behind the writer's back. */
export function WholeNumber({ label, value, onChange, min, max, error, focusFirst = false }: WholeNumberProps) {
  return (
    <NumberInput
      label={label}
      value={value ?? ''}
      onChange={(typed) => onChange(typed === '' ? undefined : Number(typed))}
      min={min}
      max={max}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      maxLength={7}
      error={error}
      data-autofocus={focusFirst || undefined}
    />
  );
}
