import { Link } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Drawer, Stack, Text } from '@mantine/core';
import type { PeopleBulkPartFragment } from '../../../gql/graphql.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { urls } from '../../../lib/urls.ts';

/** Who was refused, and why; opened when there is anybody. The notice with the way back lies on the right, over no button of it. */
export function PeopleBulkResult({ bulk, onClose }: { bulk: PeopleBulkPartFragment | null; onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const rows = bulk?.rows ?? [];
  const refused = rows.filter((row) => row.refusal !== null);
  return (
    <Drawer
      position="left"
      opened={refused.length > 0}
      onClose={onClose}
      title={t`What was not done`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <Text size="sm" mb="md">
        <Plural value={rows.length - refused.length} one="# person was changed." other="# people were changed." />{' '}
        <Plural value={refused.length} one="# was not:" other="# were not:" />
      </Text>
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {refused.map(({ personId, person, refusal, sentence: said }) => (
          <li key={personId}>
            <Text size="sm" fw={500}>
              {person ? <Link href={urls.person(person.id)}>{person.displayName}</Link> : <Trans>Somebody who is not there</Trans>}
            </Text>
            <Text size="sm" c="dimmed">
              {sentence({ code: refusal ?? '', message: said ?? '' })}
            </Text>
          </li>
        ))}
      </Stack>
    </Drawer>
  );
}
