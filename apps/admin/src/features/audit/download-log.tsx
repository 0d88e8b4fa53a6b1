import { useFiles } from '@afc/client';
import { Trans } from '@lingui/react/macro';
import { Button, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { urls } from '../../lib/urls.ts';

/** The whole log as a file that can be verified without the server; that it was taken is in the log too. */
export function useDownloadLog() {
  const files = useFiles();
  const sentence = useRefusalSentence();
  const save = () => void files.save(urls.auditFile(), `audit-${new Date().toISOString().slice(0, 10)}.jsonl`);
  return {
    button: (
      <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={files.busy} onClick={save}>
        <Trans>Download</Trans>
      </Button>
    ),
    refusal: files.refusal && (
      <Text size="sm" c="red" role="alert">
        {sentence(files.refusal)}
      </Text>
    ),
  };
}
