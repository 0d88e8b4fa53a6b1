import { Select, SimpleGrid, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useSurroundings } from './app-providers.tsx';
import { countriesIn } from './country-codes.ts';

export interface AddressDraft {
  line1: string;
  line2: string;
  city: string;
  region: string;
  postalCode: string;
  /** Two letters; empty until one is chosen. */
  country: string;
}

export interface AddressFieldsProps {
  value: AddressDraft;
  onChange: (value: AddressDraft) => void;
  /** Names of the fields in the reader's language. */
  labels: Readonly<Record<keyof AddressDraft, string>>;
  errorOf: (field: keyof AddressDraft) => string | undefined;
}

export const emptyAddress: AddressDraft = { line1: '', line2: '', city: '', region: '', postalCode: '', country: '' };

/** What may stay empty. */
const optional: ReadonlySet<keyof AddressDraft> = new Set(['line2', 'region']);

/** Whether every field has something in it that must. */
export function isWholeAddress(address: AddressDraft): boolean {
  return (Object.keys(address) as (keyof AddressDraft)[]).every((field) => optional.has(field) || address[field].trim() !== '');
}

/** A postal address, as wide as its parent. Lengths are those that the card issuer takes. */
export function AddressFields({ value, onChange, labels, errorOf }: AddressFieldsProps) {
  const { locale } = useSurroundings();
  const countries = useMemo(() => countriesIn(locale), [locale]);
  const field = (name: Exclude<keyof AddressDraft, 'country'>, autoComplete: string, maxLength: number) => (
    <TextInput
      label={labels[name]}
      required={!optional.has(name)}
      autoComplete={autoComplete}
      maxLength={maxLength}
      value={value[name]}
      onChange={(event) => onChange({ ...value, [name]: event.currentTarget.value })}
      error={errorOf(name)}
    />
  );
  return (
    <>
      {field('line1', 'address-line1', 35)}
      {field('line2', 'address-line2', 35)}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        {field('postalCode', 'postal-code', 10)}
        {field('city', 'address-level2', 35)}
        {field('region', 'address-level1', 32)}
        <Select
          label={labels.country}
          required
          searchable
          autoComplete="country"
          value={value.country === '' ? null : value.country}
          onChange={(country) => onChange({ ...value, country: country ?? '' })}
          data={countries}
          error={errorOf('country')}
        />
      </SimpleGrid>
    </>
  );
}
