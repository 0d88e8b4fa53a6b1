import { useFiles } from '@afc/client';
import { Trans } from '@lingui/react/macro';
import { Button, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { graphql } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';

const ExportMutation = graphql(`
  mutation ExportPerson($input: ExportPersonInput!) {
    exportPerson(input: $input) {
      path
    }
  }
`);

/** All that is held of somebody, for whoever asks for it in their name. */
export function ExportPerson({ personId }: { personId: string }) {
  const sentence = useRefusalSentence();
  const ask = useCommand(ExportMutation);
  const files = useFiles();
  const refusal = ask.refusal ?? files.refusal;
  const save = async () => {
    const answer = await ask.run({ personId });
    if (answer !== null) await files.save(answer.exportPerson.path, `person-${personId}.json`);
  };
  return (
    <Stack gap="xs" align="start">
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={ask.busy || files.busy}
        onClick={() => void save()}
      >
        <Trans>Download their data</Trans>
      </Button>
      {refusal && (
        <Text size="sm" c="red" role="alert">
          {sentence(refusal)}
        </Text>
      )}
    </Stack>
  );
}
