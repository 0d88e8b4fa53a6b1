import { refusalOf } from '@afc/client';
import { Trans } from '@lingui/react/macro';
import { Button, Group, Loader } from '@mantine/core';
import { useRefusalSentence } from './refusal-words.ts';

export interface ListFooterProps {
  page: { loading: boolean; error: unknown; retry: () => Promise<void> };
  hasNextPage: boolean;
}

/** The end of a long list: more is coming, more failed to come, or that was all. */
export function ListFooter({ page, hasNextPage }: ListFooterProps) {
  const sentence = useRefusalSentence();
  if (page.error !== null) {
    return (
      <Group justify="center" gap="sm" role="alert">
        {sentence(refusalOf(page.error))}
        <Button size="compact-sm" variant="default" onClick={() => void page.retry()}>
          <Trans>Try again</Trans>
        </Button>
      </Group>
    );
  }
  if (page.loading) return <Loader size="xs" />;
  return hasNextPage ? null : <Trans>That is all.</Trans>;
}
