import { countriesIn, useSurroundings } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { MultiSelect, Select } from '@mantine/core';
import { useMemo } from 'react';
import type { MerchantCategory } from '../../../gql/graphql.ts';
import { useCompany } from '../../../lib/viewer.tsx';
import { categoryWords, useWords } from '../../../lib/words.ts';

export interface CodesProps<Code extends string = string> {
  value: readonly Code[];
  onChange: (codes: Code[]) => void;
  error?: string | undefined;
}

export function CountryPicker({ value, onChange, error }: CodesProps) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const countries = useMemo(() => countriesIn(locale), [locale]);
  return (
    <MultiSelect
      label={t`Countries`}
      data-autofocus
      openOnFocus={false}
      searchable
      clearable
      value={[...value]}
      onChange={onChange}
      data={countries}
      nothingFoundMessage={t`There is no such country`}
      maxDropdownHeight={260}
      error={error}
    />
  );
}

export function CurrencyPicker({ value, onChange, error }: CodesProps) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const currencies = useMemo(() => currenciesIn(locale), [locale]);
  return (
    <MultiSelect
      label={t`Currencies`}
      description={t`In which the merchant charges.`}
      data-autofocus
      openOnFocus={false}
      searchable
      clearable
      value={[...value]}
      onChange={onChange}
      data={currencies}
      nothingFoundMessage={t`There is no such currency`}
      maxDropdownHeight={260}
      error={error}
    />
  );
}

function currenciesIn(locale: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([locale], { type: 'currency', fallback: 'code' });
  return Intl.supportedValuesOf('currency').map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
}

const categories = Object.keys(categoryWords) as MerchantCategory[];

export function CategoryPicker({ value, onChange, error, placeholder }: CodesProps<MerchantCategory> & { placeholder?: string }) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const words = useWords();
  const data = categories
    .map((category) => ({ value: category, label: words(categoryWords[category]) }))
    .sort((one, other) => one.label.localeCompare(other.label, locale));
  return (
    <MultiSelect
      label={t`Kinds of merchant`}
      {...(placeholder !== undefined && value.length === 0 && { placeholder })}
      searchable
      clearable
      value={[...value]}
      onChange={onChange}
      data={data}
      nothingFoundMessage={t`Nothing of that name: pick codes below`}
      maxDropdownHeight={260}
      error={error}
    />
  );
}

export interface ZonePickerProps {
  /** The company's when undefined. */
  value: string | undefined;
  onChange: (timeZone: string | undefined) => void;
  error?: string | undefined;
}

export function ZonePicker({ value, onChange, error }: ZonePickerProps) {
  const { t } = useLingui();
  const company = useCompany();
  const zones = useMemo(() => [...new Set([...(value === undefined ? [] : [value]), ...Intl.supportedValuesOf('timeZone')])], [value]);
  return (
    <Select
      label={t`Time zone`}
      placeholder={t`The company’s: ${company.timeZone}`}
      searchable
      clearable
      limit={100}
      value={value ?? null}
      onChange={(zone) => onChange(zone ?? undefined)}
      data={zones}
      nothingFoundMessage={t`There is no such time zone`}
      maxDropdownHeight={260}
      error={error}
    />
  );
}
