import { useFiles } from '@afc/client';
import { DateTime, FileList, Panel } from '@afc/ui';
import { useApolloClient } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, FileButton, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { urls } from '../../lib/urls.ts';

const DisputeFiles = graphql(`
  fragment DisputeFiles on Dispute {
    id
    takesEvidence
    evidence {
      id
      name
      contentType
      sizeBytes
      addedAt
      addedBy {
        id
        displayName
      }
    }
  }
`);

/** What shows that the dispute is right: files that are there, and one more. */
export function Evidence({ dispute: masked }: { dispute: FragmentType<typeof DisputeFiles> }) {
  const { t } = useLingui();
  const files = useFiles();
  const client = useApolloClient();
  const sentence = useRefusalSentence();
  const { id, takesEvidence, evidence } = readFragment(DisputeFiles, masked);
  const add = async (file: File | null) => {
    if (file !== null && (await files.upload(urls.evidence(id), file))) await client.refetchQueries({ include: ['Dispute'] });
  };
  return (
    <Panel
      title={t`Evidence`}
      action={
        takesEvidence && (
          <FileButton onChange={(file) => void add(file)} accept="application/pdf,image/png,image/jpeg,image/webp,image/heic">
            {(props) => (
              <Button
                {...props}
                variant="default"
                size="compact-sm"
                loading={files.busy}
                leftSection={<IconUpload size={14} aria-hidden />}
              >
                <Trans>Add a file</Trans>
              </Button>
            )}
          </FileButton>
        )
      }
    >
      <Stack gap="xs">
        {evidence.length === 0 && (
          <Text size="sm" c="dimmed">
            <Trans>Nothing was added yet.</Trans>
          </Text>
        )}
        {evidence.length > 0 && (
          <FileList
            label={t`Evidence`}
            items={evidence.map(({ addedAt, addedBy, ...file }) => ({
              ...file,
              detail: (
                <>
                  {addedBy.displayName}, <DateTime at={addedAt} />
                </>
              ),
            }))}
            onOpen={(file) => void files.save(urls.evidence(id, file.id), file.name)}
          />
        )}
        {files.refusal && (
          <Text size="sm" c="red" role="alert">
            {sentence(files.refusal)}
          </Text>
        )}
      </Stack>
    </Panel>
  );
}
