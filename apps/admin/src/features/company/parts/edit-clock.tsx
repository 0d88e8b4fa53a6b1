import { Notice, useSurroundings } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Select, SimpleGrid, Stack } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { type FormEvent, useMemo, useState } from 'react';
import { graphql } from '../../../gql/index.ts';
import { CommandRefusal } from '../../../lib/command-refusal.tsx';
import { useCommand } from '../../../lib/command.ts';
import { useTell } from '../../../lib/tell.ts';
import { monthAndDayOf, monthIn, partsOf, weekdayIn } from './clock-words.ts';

const SetClockMutation = graphql(`
  mutation SetCompanyClock($input: SetCompanyClockInput!) {
    setCompanyClock(input: $input) {
      id
      timeZone
      weekStartsOn
      fiscalYearStartsOn
      clockVersion
    }
  }
`);

export interface EditClockProps {
  clock: { timeZone: string; weekStartsOn: number; fiscalYearStartsOn: string; clockVersion: number };
  onLookAgain: () => Promise<unknown>;
  onClose: () => void;
}

const numbers = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

export default function EditClock({ clock, onLookAgain, onClose }: EditClockProps) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const tell = useTell();
  const save = useCommand(SetClockMutation);
  const [timeZone, setTimeZone] = useState(clock.timeZone);
  const [weekStartsOn, setWeekStartsOn] = useState(clock.weekStartsOn);
  const [yearStart, setYearStart] = useState(partsOf(clock.fiscalYearStartsOn));
  const zones = useMemo(() => [...new Set([clock.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])], [clock.timeZone]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const fiscalYearStartsOn = monthAndDayOf(yearStart);
    const done = await save.run({ timeZone, weekStartsOn, fiscalYearStartsOn, expectedVersion: clock.clockVersion });
    if (done === null) return;
    tell({ message: t`The clock is set. Limits are counted by it from now on.` });
    onClose();
  };

  return (
    <Modal opened onClose={onClose} title={t`Clock of the company`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <Select
            label={t`Time zone`}
            data-autofocus
            openOnFocus={false}
            searchable
            allowDeselect={false}
            limit={100}
            value={timeZone}
            onChange={(zone) => zone !== null && setTimeZone(zone)}
            data={zones}
            nothingFoundMessage={t`There is no such time zone`}
            maxDropdownHeight={260}
          />
          <Select
            label={t`First day of the week`}
            allowDeselect={false}
            value={String(weekStartsOn)}
            onChange={(day) => setWeekStartsOn(Number(day))}
            data={numbers(7).map((day) => ({ value: String(day), label: weekdayIn(locale, day) }))}
          />
          <SimpleGrid cols={2} spacing="xs">
            <Select
              label={t`Fiscal year from`}
              allowDeselect={false}
              value={String(yearStart.month)}
              onChange={(month) => setYearStart({ ...yearStart, month: Number(month) })}
              data={numbers(12).map((month) => ({ value: String(month), label: monthIn(locale, month) }))}
            />
            <Select
              label={t`Day`}
              allowDeselect={false}
              value={String(yearStart.day)}
              onChange={(day) => setYearStart({ ...yearStart, day: Number(day) })}
              data={numbers(28).map(String)}
            />
          </SimpleGrid>
          <Notice tone="info" icon={IconInfoCircle} title={t`Limits are counted anew`}>
            <Trans>
              Limits are counted anew from today’s midnight in {timeZone}. What was bought around midnight may fall into another day, week
              or year than it did, so a limit may have more or less left than a moment ago. Purchases are decided by the new clock from then
              on.
            </Trans>
          </Notice>
          {save.refusal && (
            <Alert color="red" role="alert">
              <CommandRefusal refusal={save.refusal} onLookAgain={onLookAgain} />
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} disabled={save.busy}>
              <Trans>Cancel</Trans>
            </Button>
            <Button type="submit" loading={save.busy}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
