import { newIdempotencyKey, refusalOf } from '@afc/client';
import { useMutation, useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Text } from '@mantine/core';
import { graphql } from '../gql/index.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';
import { NameChange } from './name-change.tsx';

const OwnNameQuery = graphql(`
  query OwnName {
    viewer {
      id
      nameFromDirectory
      person {
        id
        firstName
        lastName
        nameRefusal
      }
    }
  }
`);

const ChangeOwnName = graphql(`
  mutation ChangeOwnName($input: SetMyProfileInput!) {
    setMyProfile(input: $input) {
      id
      displayName
      person {
        id
        firstName
        lastName
        displayName
        nameRefusal
      }
    }
  }
`);

/** A way to give oneself another name; where the company's directory says it, that it is changed there. */
export function OwnName() {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const { data } = useQuery(OwnNameQuery, { fetchPolicy: 'cache-and-network' });
  const [change, { loading, error }] = useMutation(ChangeOwnName);
  const viewer = data?.viewer;
  if (!viewer?.person) return null;
  if (viewer.nameFromDirectory) {
    return (
      <Text size="sm" c="dimmed">
        <Trans>Your name comes from your company’s directory. Have it changed there.</Trans>
      </Text>
    );
  }
  return (
    <NameChange
      name={viewer.person}
      label={t`Change my name`}
      title={t`Change my name`}
      busy={loading}
      refusal={error ? sentence(refusalOf(error)) : null}
      save={async (name) => {
        // A refusal is in `error`.
        const done = await change({ variables: { input: { idempotencyKey: newIdempotencyKey(), ...name } } }).catch(() => null);
        return Boolean(done?.data);
      }}
    />
  );
}
