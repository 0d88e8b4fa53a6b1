import { useFiles } from '@afc/client';
import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconDownload } from '@tabler/icons-react';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { urls } from '../../lib/urls.ts';
import { useViewer } from '../../lib/viewer.tsx';

/** The whole log as a file that can be verified without the server; that it was taken is in the log too. */
export function useDownloadLog() {
  const files = useFiles();
  const sentence = useRefusalSentence();
  const { t } = useLingui();
  const phone = useMediaQuery('(max-width: 48em)') ?? false;
  const { company } = useViewer();
  const save = (decisions: boolean) => {
    const name = `audit-${new Date().toISOString().slice(0, 10)}${decisions ? '-decisions' : ''}.jsonl`;
    void files.save(urls.auditFile(decisions), name);
  };
  return {
    button: (
      <Menu position="bottom-end" width={300}>
        <Menu.Target>
          {phone ? (
            <ActionIcon variant="default" size={36} loading={files.busy} aria-label={t`Download`}>
              <IconDownload size={16} aria-hidden />
            </ActionIcon>
          ) : (
            <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} loading={files.busy}>
              <Trans>Download</Trans>
            </Button>
          )}
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => save(false)}>
            <Trans>The log</Trans>
            <Text size="xs" c="dimmed">
              <Trans>Who did what, to be verified without the server.</Trans>
            </Text>
          </Menu.Item>
          {/* The installation's log seals none. */}
          {company !== null && (
            <Menu.Item onClick={() => save(true)}>
              <Trans>The log with decisions</Trans>
              <Text size="xs" c="dimmed">
                <Trans>Also every approval and decline that it seals, so that these can be verified too. A much larger file.</Trans>
              </Text>
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    ),
    refusal: files.refusal && (
      <Text size="sm" c="red" role="alert">
        {sentence(files.refusal)}
      </Text>
    ),
  };
}
