import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Collapse, Select, SimpleGrid, Stack } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import type { AtCap, LimitWindow } from '../../../gql/graphql.ts';
import { options } from '../../../lib/search.ts';
import { atCapWords, useWords, windowWords } from '../../../lib/words.ts';
import { MoneyInput } from '../../money/parts/money-input.tsx';
import { CategoryPicker, ZonePicker } from './code-pickers.tsx';
import { type ControlDraft, singleUse } from './control-draft.ts';
import { MccPicker } from './mcc-picker.tsx';
import type { ErrorOf } from './use-faults.ts';
import { WholeNumber } from './whole-number.tsx';

const caps = Object.keys(atCapWords) as AtCap[];

export interface LimitFieldsProps {
  draft: ControlDraft;
  currency: string;
  errorOf: ErrorOf;
  onChange: (part: Partial<ControlDraft>) => void;
}

/** How much or how often, over which time, what happens then; and for few, of which purchases and by whose midnight. */
export function LimitFields({ draft, currency, errorOf, onChange }: LimitFieldsProps) {
  const { t } = useLingui();
  const words = useWords();
  const counts = draft.controlType === 'COUNT_LIMIT';
  const windows: readonly LimitWindow[] = counts ? options.limitWindows.filter((window) => window !== 'TRANSACTION') : options.limitWindows;
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="sm">
        {counts ? (
          <WholeNumber
            focusFirst
            label={t`No more purchases than`}
            value={draft.count}
            onChange={(count) => onChange({ count })}
            min={1}
            max={1_000_000}
            error={errorOf('count')}
          />
        ) : (
          <MoneyInput
            focusFirst
            label={t`No more than`}
            currency={currency}
            value={draft.amountMinor}
            onChange={(amountMinor) => onChange({ amountMinor })}
            error={errorOf('amountMinor')}
          />
        )}
        <Select
          label={t`Counted`}
          allowDeselect={false}
          value={draft.window}
          onChange={(window) => window !== null && onChange({ window })}
          data={windows.map((value) => ({ value, label: words(windowWords[value]) }))}
          maxDropdownHeight={340}
          error={errorOf('window')}
        />
        {draft.window === 'ROLLING' && (
          <WholeNumber
            label={t`Days`}
            value={draft.rollingDays}
            onChange={(rollingDays) => onChange({ rollingDays })}
            min={2}
            max={92}
            error={errorOf('rollingDays')}
          />
        )}
        <Select
          label={t`Above it`}
          allowDeselect={false}
          value={draft.atCap}
          onChange={(atCap) => atCap !== null && onChange({ atCap })}
          data={caps.filter((cap) => !counts || cap !== 'BUFFER').map((value) => ({ value, label: words(atCapWords[value]) }))}
          error={errorOf('atCap')}
        />
        {draft.atCap === 'BUFFER' && !counts && (
          <MoneyInput
            label={t`Buffer`}
            currency={currency}
            value={draft.bufferMinor}
            onChange={(bufferMinor) => onChange({ bufferMinor })}
            error={errorOf('bufferMinor')}
          />
        )}
      </SimpleGrid>
      {counts && (
        <Button
          size="compact-sm"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          disabled={draft.window === singleUse.window && draft.count === singleUse.count}
          onClick={() => onChange(singleUse)}
        >
          <Trans>Make it a single use</Trans>
        </Button>
      )}
      <Narrowed draft={draft} errorOf={errorOf} onChange={onChange} />
    </>
  );
}

function Narrowed({ draft, errorOf, onChange }: Omit<LimitFieldsProps, 'currency'>) {
  const { t } = useLingui();
  const region = useId();
  const [opened, setOpened] = useState(draft.mccs.length + draft.categories.length > 0 || draft.timeZone !== undefined);
  // What was refused in here is not hidden.
  const open = opened || (['categories', 'mccs', 'timeZone'] as const).some((field) => errorOf(field) !== undefined);
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <Button
        size="compact-sm"
        variant="subtle"
        h="auto"
        styles={{ label: { whiteSpace: 'normal', textAlign: 'left' } }}
        aria-expanded={open}
        aria-controls={region}
        leftSection={<Chevron size={15} aria-hidden />}
        onClick={() => setOpened(!open)}
      >
        <Trans>Only at some merchants, or in another time zone</Trans>
      </Button>
      <Collapse id={region} expanded={open}>
        <Stack gap="sm" pt="sm">
          <CategoryPicker
            placeholder={t`All`}
            value={draft.categories}
            onChange={(categories) => onChange({ categories })}
            error={errorOf('categories')}
          />
          <MccPicker value={draft.mccs} onChange={(mccs) => onChange({ mccs })} error={errorOf('mccs')} />
          <ZonePicker value={draft.timeZone} onChange={(timeZone) => onChange({ timeZone })} error={errorOf('timeZone')} />
        </Stack>
      </Collapse>
    </div>
  );
}
