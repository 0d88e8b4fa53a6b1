import { useNow, useSurroundings } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { dayAfter, dayAt } from '../../lib/local-days.ts';
import { useCompany } from '../../lib/viewer.tsx';

interface PeriodNavProps {
  startsOn: string;
  endsOn: string;
  onDay: (day: string) => void;
}

/** The period by its days, and the way to those beside it. */
export function PeriodNav({ startsOn, endsOn, onDay }: PeriodNavProps) {
  const { t } = useLingui();
  const { locale } = useSurroundings();
  const { timeZone } = useCompany();
  const today = dayAt(useNow().getTime(), timeZone);
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon variant="default" size={36} aria-label={t`The period before`} onClick={() => onDay(dayAfter(startsOn, -1))}>
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <Text size="sm" px="xs" aria-live="polite">
        {format.formatRange(new Date(startsOn), new Date(endsOn))}
      </Text>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t`The period after`}
        disabled={endsOn >= today}
        onClick={() => onDay(dayAfter(endsOn, 1))}
      >
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
