import { DateTime, Link, Notice, useNow } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Box, Button, Group, Stack } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import type { ReadingRowFragment } from '../../../gql/graphql.ts';
import { readFragment } from '../../../gql/index.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { urls } from '../../../lib/urls.ts';
import { useEndReading } from './end-reading.ts';
import { ReadingRow, ReadingsQuery } from './reading-row.ts';

/** Over every screen of an admin while an operator reads the company: who, why, until when, and a way to end it. */
export function ReadByOperator() {
  const now = useNow();
  // Asked again whenever the viewer is told something (`lib/notification-feed.ts`): each admin is told that a reading begins.
  const { data } = useQuery(ReadingsQuery, { fetchPolicy: 'cache-and-network' });
  const readings = readFragment(ReadingRow, data?.breakGlassReadings ?? []);
  const open = readings.filter(({ isOpen, expiresAt }) => isOpen && Date.parse(expiresAt) > now.getTime());
  if (open.length === 0) return null;
  return (
    <Stack gap="xs" mb="md">
      {open.map((reading) => (
        <OpenReading key={reading.id} reading={reading} />
      ))}
    </Stack>
  );
}

function OpenReading({ reading }: { reading: ReadingRowFragment }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const { end, busy, refusal } = useEndReading();
  const { operatorName, reason } = reading;
  return (
    <Notice tone="caution" icon={IconEye} title={t`${operatorName}, who runs this installation, reads your company’s data`}>
      <Group gap="sm" justify="space-between" component="span">
        <Box component="span">
          <Trans>
            Until <DateTime at={reading.expiresAt} format="time" />, without changing anything: “{reason}”.{' '}
            <Link href={urls.audit({ command: 'breakGlass.read' })}>What was read</Link>
          </Trans>{' '}
          {refusal && (
            <Box component="span" role="alert">
              {sentence(refusal)}
            </Box>
          )}
        </Box>
        <Button variant="default" size="compact-sm" loading={busy} onClick={() => void end(reading.id)}>
          <Trans>End it</Trans>
        </Button>
      </Group>
    </Notice>
  );
}
