import { useSurroundings } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { SimpleGrid, TextInput } from '@mantine/core';
import { ChipChoice } from './chip-choice.tsx';
import { ZonePicker } from './code-pickers.tsx';
import { type ControlDraft, weekdays } from './control-draft.ts';
import type { ErrorOf } from './use-faults.ts';

export interface TimeFieldsProps {
  draft: ControlDraft;
  errorOf: ErrorOf;
  onChange: (part: Partial<ControlDraft>) => void;
}

export function ScheduleFields({ draft, errorOf, onChange }: TimeFieldsProps) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const overnight = draft.from !== '' && draft.to !== '' && draft.to < draft.from;
  return (
    <>
      <ChipChoice
        label={t`Days`}
        value={draft.weekdays}
        onChange={(days) => onChange({ weekdays: days })}
        data={weekdays.map((value, index) => ({ value, label: weekdayIn(locale, index) }))}
        error={errorOf('weekdays')}
      />
      <SimpleGrid cols={2} spacing="xs">
        <TextInput
          type="time"
          label={t`From`}
          value={draft.from}
          onChange={(event) => onChange({ from: event.currentTarget.value })}
          error={errorOf('from')}
        />
        <TextInput
          type="time"
          label={overnight ? t`Until, the next morning` : t`Until`}
          value={draft.to}
          onChange={(event) => onChange({ to: event.currentTarget.value })}
          error={errorOf('to')}
        />
      </SimpleGrid>
      <ZonePicker value={draft.timeZone} onChange={(timeZone) => onChange({ timeZone })} error={errorOf('timeZone')} />
    </>
  );
}

/** By its place in the week: the first is Monday. */
function weekdayIn(locale: string, index: number): string {
  // The first of January 2024 was a Monday.
  return new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, 1 + index));
}

export function DatesFields({ draft, errorOf, onChange }: TimeFieldsProps) {
  const { t } = useLingui();
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" verticalSpacing="sm">
        <TextInput
          type="date"
          label={t`First day`}
          data-autofocus
          value={draft.firstDate}
          onChange={(event) => onChange({ firstDate: event.currentTarget.value })}
          error={errorOf('firstDate')}
        />
        <TextInput
          type="date"
          label={t`Last day`}
          value={draft.lastDate}
          min={draft.firstDate}
          onChange={(event) => onChange({ lastDate: event.currentTarget.value })}
          error={errorOf('lastDate')}
        />
      </SimpleGrid>
      <ZonePicker value={draft.timeZone} onChange={(timeZone) => onChange({ timeZone })} error={errorOf('timeZone')} />
    </>
  );
}
