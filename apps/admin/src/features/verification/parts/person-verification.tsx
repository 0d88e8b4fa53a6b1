import { KeyValue, Panel, TextSkeleton } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { useLingui } from '@lingui/react/macro';
import { Stack } from '@mantine/core';
import { graphql, readFragment } from '../../../gql/index.ts';
import { QueryError } from '../../../lib/query-error.tsx';
import { useWords, verificationStepWords } from '../../../lib/words.ts';
import { HolderState } from '../../people/parts/person-state.tsx';
import { HolderVerificationPart } from './holder-verification.ts';
import { Submissions } from './submissions.tsx';

const PersonVerificationQuery = graphql(`
  query PersonVerification($personId: ID!) {
    personVerification(personId: $personId) {
      ...HolderVerification
    }
  }
`);

/** Whether the issuer has verified a person, and what they have to do. What they told is theirs alone. */
export function PersonVerification({ personId }: { personId: string }) {
  const { t } = useLingui();
  const words = useWords();
  const { data, error, refetch } = useQuery(PersonVerificationQuery, { variables: { personId }, fetchPolicy: 'cache-and-network' });
  const verification = readFragment(HolderVerificationPart, data?.personVerification);
  if (data && !verification) return null;
  return (
    <Panel title={t`Verification`}>
      {!data && !error && <TextSkeleton label={t`Loading the verification`} lines={2} />}
      {!data && error && <QueryError error={error} onRetry={refetch} />}
      {verification && (
        <Stack gap="md">
          <KeyValue
            items={[
              {
                key: 'status',
                label: t`With the issuer`,
                value: verification.status === null ? t`Not known yet` : <HolderState status={verification.status} />,
              },
              { key: 'step', label: t`They have to do`, value: words(verificationStepWords[verification.step]) },
            ]}
          />
          {verification.verifications.length > 0 && <Submissions verifications={verification.verifications} />}
        </Stack>
      )}
    </Panel>
  );
}
