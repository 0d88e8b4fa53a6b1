import { Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl, Select, Switch, Text } from '@mantine/core';
import type { Channel, ControlType } from '../../../gql/graphql.ts';
import { channelWords, controlTypeWords, useWords } from '../../../lib/words.ts';
import { ChipChoice } from './chip-choice.tsx';
import { CategoryPicker, CountryPicker, CurrencyPicker } from './code-pickers.tsx';
import { asKind, type ControlDraft } from './control-draft.ts';
import { LimitFields } from './limit-fields.tsx';
import { MccPicker } from './mcc-picker.tsx';
import { MerchantRows } from './merchant-rows.tsx';
import { DatesFields, ScheduleFields } from './time-fields.tsx';
import type { ErrorOf } from './use-faults.ts';
import { WholeNumber } from './whole-number.tsx';

const channels = Object.keys(channelWords) as Channel[];

export interface ControlFieldsProps {
  draft: ControlDraft;
  currency: string;
  /** A control keeps its kind for life. */
  fixedType: boolean;
  errorOf: ErrorOf;
  onChange: (part: Partial<ControlDraft>) => void;
}

/** The kind, what controls of the kind say, and how it binds. */
export function ControlFields({ draft, currency, fixedType, errorOf, onChange }: ControlFieldsProps) {
  const { t } = useLingui();
  const words = useWords();
  const group = (name: string, kinds: readonly ControlType[]) => ({
    group: name,
    items: kinds.map((value) => ({ value, label: words(controlTypeWords[value]) })),
  });
  return (
    <>
      <Select
        label={t`Kind`}
        allowDeselect={false}
        disabled={fixedType}
        value={draft.controlType}
        onChange={(controlType) => controlType !== null && onChange(asKind(draft, controlType))}
        maxDropdownHeight={420}
        data={[
          group(t`How much and how often`, ['AMOUNT_LIMIT', 'COUNT_LIMIT']),
          group(t`At whom`, ['MERCHANT_ALLOW', 'MERCHANT_BLOCK', 'MCC_ALLOW', 'MCC_BLOCK']),
          group(t`Where and in which currency`, ['COUNTRY_ALLOW', 'COUNTRY_BLOCK', 'CURRENCY_ALLOW', 'CURRENCY_BLOCK']),
          group(t`In what way`, ['CHANNEL_ALLOW', 'CHANNEL_BLOCK']),
          group(t`When`, ['SCHEDULE', 'DATES', 'IDLE_LOCK']),
        ]}
      />
      <KindFields key={draft.controlType} draft={draft} currency={currency} errorOf={errorOf} onChange={onChange} />
      <div>
        <SegmentedControl
          aria-label={t`Mode`}
          fullWidth
          value={draft.mode}
          onChange={(mode) => onChange({ mode })}
          data={[
            { value: 'ENFORCE' as const, label: t`Enforce` },
            { value: 'SHADOW' as const, label: t`Only watch` },
          ]}
        />
        <Text size="xs" c="dimmed" mt={6}>
          <HowItBinds draft={draft} />
        </Text>
      </div>
      <Switch label={t`In force`} checked={draft.isActive} onChange={(event) => onChange({ isActive: event.currentTarget.checked })} />
    </>
  );
}

function KindFields({ draft, currency, errorOf, onChange }: Omit<ControlFieldsProps, 'fixedType'>) {
  const { t } = useLingui();
  const words = useWords();
  switch (draft.controlType) {
    case 'AMOUNT_LIMIT':
    case 'COUNT_LIMIT':
      return <LimitFields draft={draft} currency={currency} errorOf={errorOf} onChange={onChange} />;
    case 'MERCHANT_ALLOW':
    case 'MERCHANT_BLOCK':
      return <MerchantRows value={draft.merchants} onChange={(merchants) => onChange({ merchants })} error={errorOf('merchants')} />;
    case 'MCC_ALLOW':
    case 'MCC_BLOCK':
      return (
        <>
          <CategoryPicker value={draft.categories} onChange={(categories) => onChange({ categories })} error={errorOf('categories')} />
          <MccPicker value={draft.mccs} onChange={(mccs) => onChange({ mccs })} error={errorOf('mccs')} />
        </>
      );
    case 'COUNTRY_ALLOW':
    case 'COUNTRY_BLOCK':
      return <CountryPicker value={draft.countries} onChange={(countries) => onChange({ countries })} error={errorOf('countries')} />;
    case 'CURRENCY_ALLOW':
    case 'CURRENCY_BLOCK':
      return <CurrencyPicker value={draft.currencies} onChange={(currencies) => onChange({ currencies })} error={errorOf('currencies')} />;
    case 'CHANNEL_ALLOW':
    case 'CHANNEL_BLOCK':
      return (
        <ChipChoice
          label={t`Ways of paying`}
          value={draft.channels}
          onChange={(picked) => onChange({ channels: picked })}
          data={channels.map((value) => ({ value, label: words(channelWords[value]) }))}
          error={errorOf('channels')}
        />
      );
    case 'SCHEDULE':
      return <ScheduleFields draft={draft} errorOf={errorOf} onChange={onChange} />;
    case 'DATES':
      return <DatesFields draft={draft} errorOf={errorOf} onChange={onChange} />;
    case 'IDLE_LOCK':
      return (
        <WholeNumber
          focusFirst
          label={t`Days without a purchase`}
          value={draft.idleDays}
          onChange={(idleDays) => onChange({ idleDays })}
          min={1}
          max={730}
          error={errorOf('idleDays')}
        />
      );
  }
}

/** What becomes of a purchase that breaks it. */
function HowItBinds({ draft: { mode, controlType, atCap } }: { draft: ControlDraft }) {
  if (mode === 'SHADOW') return <Trans>Purchases that break it are approved, and marked in their record.</Trans>;
  if (controlType === 'IDLE_LOCK') return <Trans>A card that stays idle for so long is frozen.</Trans>;
  const limits = controlType === 'AMOUNT_LIMIT' || controlType === 'COUNT_LIMIT';
  if (limits && atCap === 'TELL') return <Trans>Purchases above it are approved, and admins are told.</Trans>;
  if (controlType === 'AMOUNT_LIMIT' && atCap === 'BUFFER')
    return <Trans>Purchases within its buffer are approved, and admins are told; those above it are declined.</Trans>;
  return <Trans>Purchases that break it are declined.</Trans>;
}
