import { Panel, TermsText } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Stack } from '@mantine/core';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';

const AcceptTermsMutation = graphql(`
  mutation AcceptCompanyTerms($input: AcceptTermsInput!) {
    acceptTerms(input: $input) {
      ...HolderVerification
    }
  }
`);

/** The company's terms, to be read and accepted in the version that is shown. */
export function AcceptTermsPanel({ terms: { version, text } }: { terms: { version: string; text: string } }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const accept = useCommand(AcceptTermsMutation, { refetch: ['CompanyVerification'] });
  return (
    <Panel title={t`Terms`}>
      <Stack gap="md" align="flex-start">
        <TermsText text={text} />
        {accept.refusal && (
          <Alert color="red" role="alert">
            {sentence(accept.refusal)}
          </Alert>
        )}
        <Button loading={accept.busy} onClick={() => void accept.run({ terms: 'COMPANY', version })}>
          <Trans>Accept for the company</Trans>
        </Button>
      </Stack>
    </Panel>
  );
}
