import { newIdempotencyKey, refusalOf } from '@afc/client';
import { ConfirmDialog, DateTime, KeyValue, Panel, TextSkeleton } from '@afc/ui';
import { useMutation, useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { SecondFactorQuery as SecondFactorData } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { QueryError } from '../refusals/query-error.tsx';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';
import { RenewCodes } from './renew-codes.tsx';
import { SetUpFactor } from './set-up-factor.tsx';

const SecondFactorQuery = graphql(`
  query SecondFactor {
    viewer {
      id
      signedInByCompany
      secondFactor {
        confirmedAt
        recoveryCodesLeft
      }
    }
  }
`);

const EndSecondFactor = graphql(`
  mutation EndSecondFactor($input: EndSecondFactorInput!) {
    endSecondFactor(input: $input) {
      id
    }
  }
`);

/** Whether signing in asks for a code after the password, and how that is changed. */
export function SecondFactorPanel() {
  const { t } = useLingui();
  const [settingUp, setSettingUp] = useState(false);
  const { data, error, refetch } = useQuery(SecondFactorQuery, { fetchPolicy: 'cache-and-network' });
  if (!data && !error) {
    return (
      <Panel title={t`Authenticator app`}>
        <TextSkeleton label={t`Loading your second factor`} lines={3} />
      </Panel>
    );
  }
  if (!data?.viewer) return <QueryError error={error} onRetry={refetch} />;
  const { secondFactor, signedInByCompany } = data.viewer;
  if (signedInByCompany) {
    return (
      <Panel title={t`Authenticator app`}>
        <Text size="sm" c="dimmed">
          <Trans>Your company signs you in, and asks for what it needs. Sign in with your password to set up a factor of your own.</Trans>
        </Text>
      </Panel>
    );
  }
  return (
    <>
      {secondFactor ? <On factor={secondFactor} /> : <Off onSetUp={() => setSettingUp(true)} />}
      {/* Stays when the factor is on: it shows the recovery codes then. */}
      {settingUp && <SetUpFactor onClose={() => setSettingUp(false)} />}
    </>
  );
}

function Off({ onSetUp }: { onSetUp: () => void }) {
  const { t } = useLingui();
  return (
    <Panel title={t`Authenticator app`}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm" c="dimmed">
          <Trans>
            Have signing in ask for a code of an authenticator app after the password: who learns your password then has nothing yet.
          </Trans>
        </Text>
        <Button onClick={onSetUp}>
          <Trans>Set it up</Trans>
        </Button>
      </Stack>
    </Panel>
  );
}

type Factor = NonNullable<NonNullable<SecondFactorData['viewer']>['secondFactor']>;

function On({ factor: { confirmedAt, recoveryCodesLeft } }: { factor: Factor }) {
  const { t } = useLingui();
  const [doing, setDoing] = useState<'renewing' | 'ending' | null>(null);
  return (
    <Panel title={t`Authenticator app`}>
      <Stack gap="sm">
        <KeyValue
          items={[
            { key: 'since', label: t`Asked for since`, value: <DateTime at={confirmedAt} /> },
            { key: 'codes', label: t`Recovery codes left`, value: recoveryCodesLeft },
          ]}
        />
        <Group gap="xs">
          <Button variant="default" onClick={() => setDoing('renewing')}>
            <Trans>New recovery codes</Trans>
          </Button>
          <Button variant="default" color="red" onClick={() => setDoing('ending')}>
            <Trans>Turn it off</Trans>
          </Button>
        </Group>
      </Stack>
      {doing === 'renewing' && <RenewCodes byCode onClose={() => setDoing(null)} />}
      {doing === 'ending' && <End onClose={() => setDoing(null)} />}
    </Panel>
  );
}

function End({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [end, { loading, error }] = useMutation(EndSecondFactor, { refetchQueries: ['SecondFactor', 'Passkeys'] });
  const onConfirm = () =>
    end({ variables: { input: { idempotencyKey } } }).then(
      () => onClose(),
      () => undefined,
    );
  return (
    <ConfirmDialog
      opened
      danger
      title={t`Turn the authenticator off?`}
      confirmLabel={t`Turn it off`}
      cancelLabel={t`Cancel`}
      busy={loading}
      error={error && sentence(refusalOf(error))}
      onConfirm={() => void onConfirm()}
      onCancel={onClose}
    >
      <Trans>
        From then on, unless you have a passkey, your password alone is enough to sign in, and your recovery codes are good no more.
      </Trans>
    </ConfirmDialog>
  );
}
