import { useFiles } from '@afc/client';
import { DateTime, FileList } from '@afc/ui';
import { useApolloClient } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, FileButton, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type FragmentType, graphql, readFragment } from '../../../gql/index.ts';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { urls } from '../../../lib/urls.ts';
import classes from './dispute-panel.module.css';

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
    if (file !== null && (await files.upload(urls.evidence(id), file))) await client.refetchQueries({ include: ['Purchase'] });
  };
  return (
    <section className={classes.part} aria-label={t`Evidence`}>
      <h3 className={classes.heading}>
        <Trans>Evidence</Trans>
      </h3>
      {evidence.length === 0 && (
        <Text size="sm" c="dimmed">
          {takesEvidence ? <Trans>Nothing yet. An order, a mail or a photo helps.</Trans> : <Trans>Nothing was added.</Trans>}
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
      {takesEvidence && (
        <FileButton onChange={(file) => void add(file)} accept="application/pdf,image/png,image/jpeg,image/webp,image/heic">
          {(props) => (
            <Button
              {...props}
              className={classes.upload}
              variant="default"
              loading={files.busy}
              leftSection={<IconUpload size={16} aria-hidden />}
            >
              <Trans>Add a file</Trans>
            </Button>
          )}
        </FileButton>
      )}
    </section>
  );
}
