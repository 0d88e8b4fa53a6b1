import { useLingui } from '@lingui/react/macro';
import { Group, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { MerchantMatchBy } from '../../../gql/graphql.ts';
import { matchWords, useWords } from '../../../lib/words.ts';
import { WholeNumber } from '../../controls/parts/whole-number.tsx';
import { MoneyInput } from '../../money/parts/money-input.tsx';
import { bounds, type ExceptionDraft, type ExceptionField, faultsOf, type Lasts, type LeastException } from './exception-draft.ts';

const ways = Object.keys(matchWords) as MerchantMatchBy[];

export interface ExceptionFieldsProps {
  draft: ExceptionDraft;
  least: LeastException | undefined;
  currency: string;
  /** A save was tried: what is missing is said. */
  tried: boolean;
  onChange: (part: Partial<ExceptionDraft>) => void;
}

/** At whom, how much, how long and how often. */
export function ExceptionFields({ draft, least, currency, tried, onChange }: ExceptionFieldsProps) {
  const { t, i18n } = useLingui();
  const words = useWords();
  const faults = tried ? faultsOf(draft) : new Set<ExceptionField>();
  const errorOf = (field: ExceptionField, sentence: string) => (faults.has(field) ? sentence : undefined);
  const most = { minutes: i18n.number(bounds.minutes), uses: bounds.uses };
  const there = least?.merchant;
  return (
    <>
      <Select
        label={t`Where`}
        allowDeselect={false}
        value={draft.where}
        onChange={(where) => where !== null && onChange({ where })}
        data={[
          ...(there ? [{ value: 'THERE' as const, label: t`Only at ${there.name}` }] : []),
          { value: 'NAMED' as const, label: there ? t`At another merchant` : t`At one merchant` },
          { value: 'ANY' as const, label: t`At any merchant` },
        ]}
      />
      {draft.where === 'NAMED' && (
        <Group gap={6} wrap="nowrap" align="flex-start">
          <Select
            label={t`Known`}
            w={140}
            flex="none"
            allowDeselect={false}
            value={draft.by}
            onChange={(by) => by !== null && onChange({ by })}
            data={ways.map((value) => ({ value, label: words(matchWords[value]) }))}
          />
          <TextInput
            label={t`Merchant`}
            flex={1}
            miw={0}
            maxLength={60}
            autoComplete="off"
            placeholder={draft.by === 'NAME' ? 'BLUE DOOR*' : undefined}
            value={draft.value}
            onChange={(event) => onChange({ value: event.currentTarget.value })}
            error={errorOf('merchant', t`Name the merchant`)}
          />
        </Group>
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="sm">
        <MoneyInput
          focusFirst
          label={t`Up to, for one purchase`}
          currency={currency}
          value={draft.amountMinor}
          onChange={(amountMinor) => onChange({ amountMinor })}
          error={errorOf('amountMinor', t`Fill in an amount`)}
        />
        <WholeNumber
          label={t`How many purchases`}
          value={draft.uses}
          onChange={(uses) => onChange({ uses })}
          min={1}
          max={bounds.uses}
          error={errorOf('uses', t`From 1 to ${most.uses}`)}
        />
        <Select
          label={t`For how long`}
          allowDeselect={false}
          value={draft.lasts}
          onChange={(lasts: Lasts | null) => lasts !== null && onChange({ lasts })}
          data={[
            { value: '15' as const, label: t`15 minutes` },
            { value: '60' as const, label: t`1 hour` },
            { value: '1440' as const, label: t`1 day` },
            { value: 'OWN' as const, label: t`Other` },
          ]}
        />
        {draft.lasts === 'OWN' && (
          <WholeNumber
            label={t`Minutes`}
            value={draft.minutes}
            onChange={(minutes) => onChange({ minutes })}
            min={1}
            max={bounds.minutes}
            error={errorOf('minutes', t`From 1 to ${most.minutes}, which is a week`)}
          />
        )}
      </SimpleGrid>
    </>
  );
}
