import { useFiles } from '@afc/client';
import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { urls } from '../../lib/urls.ts';

/** The whole log as a file that can be verified without the server; that it was taken is in the log too. */
export function useDownloadLog() {
  const files = useFiles();
  const sentence = useRefusalSentence();
  const { t } = useLingui();
  const save = () => void files.save(urls.auditFile(), `audit-${new Date().toISOString().slice(0, 10)}.jsonl`);
  return {
    button: (
      <>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={files.busy} onClick={save} visibleFrom="sm">
          <Trans>Download</Trans>
        </Button>
        <ActionIcon variant="default" size={36} loading={files.busy} onClick={save} hiddenFrom="sm" aria-label={t`Download`}>
          <IconDownload size={16} aria-hidden />
        </ActionIcon>
      </>
    ),
    refusal: files.refusal && (
      <Text size="sm" c="red" role="alert">
        {sentence(files.refusal)}
      </Text>
    ),
  };
}
