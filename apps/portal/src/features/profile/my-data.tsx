import { newIdempotencyKey, refusalOf, useFiles } from '@afc/client';
import { Panel } from '@afc/ui';
import { useMutation } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { graphql } from '../../gql/index.ts';
import { useHolder } from '../../lib/holder.tsx';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import classes from './profile-screen.module.css';

const ExportMyData = graphql(`
  mutation ExportMyData($input: ExportPersonInput!) {
    exportPerson(input: $input) {
      path
    }
  }
`);

/** All that is held of me, as a file. */
export function MyData() {
  const { t } = useLingui();
  const { personId } = useHolder();
  const sentence = useRefusalSentence();
  const files = useFiles();
  const [ask, { loading, error }] = useMutation(ExportMyData);
  const refusal = error ? refusalOf(error) : files.refusal;
  const save = async () => {
    // A refusal is in `error`.
    const asked = await ask({ variables: { input: { idempotencyKey: newIdempotencyKey(), personId } } }).catch(() => null);
    const path = asked?.data?.exportPerson.path;
    if (path !== undefined) await files.save(path, `person-${personId}.json`);
  };
  return (
    <Panel title={t`My data`}>
      <p className={classes.text}>
        <Trans>A file with all that is held of you here, why, and for how long. To have it erased, ask an admin of your company.</Trans>
      </p>
      <Button
        mt="sm"
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={loading || files.busy}
        onClick={() => void save()}
      >
        <Trans>Download my data</Trans>
      </Button>
      {refusal && (
        <Alert mt="sm" color="red" role="alert">
          {sentence(refusal)}
        </Alert>
      )}
    </Panel>
  );
}
