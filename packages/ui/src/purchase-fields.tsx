import { Select, SimpleGrid, Text, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { minorOf } from './amounts.ts';
import { useSurroundings } from './app-providers.tsx';
import { countriesIn } from './country-codes.ts';

/** A purchase that somebody is about to make, as far as it is said. What is empty is not said. */
export interface PurchaseDraft {
  /** As it is typed. */
  amount: string;
  merchant: string;
  category: string;
  channel: string;
  /** Two letters. */
  country: string;
}

export interface PurchaseFieldsProps {
  value: PurchaseDraft;
  onChange: (value: PurchaseDraft) => void;
  /** Of the card. */
  currency: string;
  categories: ReadonlyArray<{ value: string; label: string }>;
  channels: ReadonlyArray<{ value: string; label: string }>;
  /** Names of the fields in the reader's language, and what an empty choice says. */
  labels: Readonly<Record<keyof PurchaseDraft | 'notSaid', string>>;
  amountError: string | undefined;
}

export const emptyPurchase: PurchaseDraft = { amount: '', merchant: '', category: '', channel: '', country: '' };

/** Minor units of what is typed; null while it is no amount above nothing. */
export function amountOfPurchase({ amount }: PurchaseDraft, currency: string, locale: string): string | null {
  const minor = minorOf(amount, currency, locale);
  return minor === null || minor <= 0n ? null : minor.toString();
}

/** What a purchase is asked about by: how much, and as much more as is known. As wide as its parent. */
export function PurchaseFields({ value, onChange, currency, categories, channels, labels, amountError }: PurchaseFieldsProps) {
  const { locale } = useSurroundings();
  const countries = useMemo(() => countriesIn(locale), [locale]);
  const choice = (name: 'category' | 'channel' | 'country', data: ReadonlyArray<{ value: string; label: string }>) => (
    <Select
      label={labels[name]}
      placeholder={labels.notSaid}
      searchable={name !== 'channel'}
      clearable
      value={value[name] === '' ? null : value[name]}
      onChange={(chosen) => onChange({ ...value, [name]: chosen ?? '' })}
      data={[...data]}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
      <TextInput
        label={labels.amount}
        required
        inputMode="decimal"
        autoComplete="off"
        value={value.amount}
        onChange={(event) => onChange({ ...value, amount: event.currentTarget.value })}
        error={amountError}
        rightSectionWidth={48}
        rightSection={
          <Text size="xs" c="dimmed">
            {currency}
          </Text>
        }
      />
      <TextInput
        label={labels.merchant}
        placeholder={labels.notSaid}
        maxLength={100}
        autoComplete="off"
        value={value.merchant}
        onChange={(event) => onChange({ ...value, merchant: event.currentTarget.value })}
      />
      {choice('category', categories)}
      {choice('channel', channels)}
      {choice('country', countries)}
    </SimpleGrid>
  );
}
