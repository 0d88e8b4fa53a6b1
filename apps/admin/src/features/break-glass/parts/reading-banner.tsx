import { DateTime, Notice } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Box, Button, Group } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useEffect } from 'react';
import { graphql } from '../../../gql/index.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { useEndReading } from './end-reading.ts';
import { leaveReading } from './reading-over.ts';

const StillReadingQuery = graphql(`
  query StillReading {
    viewer {
      id
      role
    }
  }
`);

const LOOK_EVERY_MS = 5_000;

/** Over every screen of an operator who reads a company: which, until when, and the way out. Who ends it elsewhere ends it here too. */
export function ReadingBanner({ reading, companyName }: { reading: { id: string; expiresAt: string }; companyName: string }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const { end, busy, refusal } = useEndReading();
  const { data } = useQuery(StillReadingQuery, { fetchPolicy: 'no-cache', pollInterval: LOOK_EVERY_MS });
  const role = data?.viewer?.role;
  useEffect(() => {
    if (role !== undefined && role !== 'READER') leaveReading();
  }, [role]);
  useEffect(() => {
    const timer = setTimeout(leaveReading, Math.max(0, Date.parse(reading.expiresAt) - Date.now()) + 1_000);
    return () => clearTimeout(timer);
  }, [reading.expiresAt]);
  return (
    <Box mb="md">
      <Notice tone="caution" icon={IconEye} title={t`You read ${companyName}`}>
        <Group gap="sm" justify="space-between" component="span">
          <Box component="span">
            <Trans>
              Until <DateTime at={reading.expiresAt} format="time" />, and nothing can be changed. Its admins know; each thing you open
              stands in their log.
            </Trans>{' '}
            {refusal && (
              <Box component="span" role="alert">
                {sentence(refusal)}
              </Box>
            )}
          </Box>
          <Button
            variant="default"
            size="compact-sm"
            loading={busy}
            onClick={() => void end(reading.id).then((over) => over && leaveReading())}
          >
            <Trans>End the reading</Trans>
          </Button>
        </Group>
      </Notice>
    </Box>
  );
}
