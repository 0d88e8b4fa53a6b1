import { Link } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Drawer, Stack, Text } from '@mantine/core';
import type { CardBulkPartFragment } from '../../gql/graphql.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { urls } from '../../lib/urls.ts';

/** Which cards were refused, and why; opened when there are any. The notice with the way back lies on the right, over no button of it. */
export function BulkResult({ bulk, onClose }: { bulk: CardBulkPartFragment | null; onClose: () => void }) {
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
        <Plural value={rows.length - refused.length} one="# card was changed." other="# cards were changed." />{' '}
        <Plural value={refused.length} one="# was not:" other="# were not:" />
      </Text>
      <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {refused.map(({ cardId, card, refusal, sentence: said }) => (
          <li key={cardId}>
            <Text size="sm" fw={500}>
              {card ? (
                <>
                  <Link href={urls.card(card.id)}>{card.name}</Link> · {card.holder.displayName}
                </>
              ) : (
                <Trans>A card that is not there</Trans>
              )}
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
