import { minorOf, typedOf } from '@afc/ui';
import { Text, TextInput } from '@mantine/core';
import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';

export interface MoneyInputProps {
  label: string;
  currency: string;
  /** Minor units; undefined when nothing is typed, null when what is typed is no amount. */
  value: string | null | undefined;
  onChange: (minor: string | null | undefined) => void;
  description?: string;
  placeholder?: string;
  error?: string | undefined;
  /** Has the focus when the dialog around it opens. */
  focusFirst?: boolean;
}

/** An amount in one currency, typed as people write it and kept exact. */
export function MoneyInput({ label, currency, value, onChange, description, placeholder, error, focusFirst = false }: MoneyInputProps) {
  const { t, i18n } = useLingui();
  const [typed, setTyped] = useState(() => (value == null ? '' : typedOf(value, currency, i18n.locale)));
  const [left, setLeft] = useState(false);
  const write = (text: string) => {
    setTyped(text);
    setLeft(false);
    onChange(text.trim() === '' ? undefined : (minorOf(text, currency, i18n.locale)?.toString() ?? null));
  };
  return (
    <TextInput
      label={label}
      {...(description === undefined ? {} : { description })}
      {...(placeholder === undefined ? {} : { placeholder })}
      inputMode="decimal"
      autoComplete="off"
      value={typed}
      data-autofocus={focusFirst || undefined}
      onChange={(event) => write(event.currentTarget.value)}
      onBlur={() => setLeft(true)}
      error={error ?? (left && value === null ? t`Write an amount such as ${typedOf('12550', 'USD', i18n.locale)}` : undefined)}
      rightSectionWidth={48}
      rightSection={
        <Text size="xs" c="dimmed">
          {currency}
        </Text>
      }
    />
  );
}
