import { passkeysHere, type Refusal, refusalOf, type StepUpAsked, useSession } from '@afc/client';
import { ConfirmDialog, StepUpDialog } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';
import { useProofAtCompany } from './proof-at-company.ts';
import { StepUpQuery } from './step-up-query.ts';

/** The dialog of a command that waits for a proof. A module of its own, since most pages never ask for one. */
export default function AskForProof({ asked }: { asked: StepUpAsked }) {
  const { t } = useLingui();
  const session = useSession();
  const sentence = useRefusalSentence();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { data, error } = useQuery(StepUpQuery, { fetchPolicy: 'network-only' });
  if (!data && !error) return null;
  if (data?.viewer?.signedInByCompany === true) return <AtCompany onCancel={() => asked.declined()} />;
  const hasPasskey = (data?.viewer?.passkeys ?? []).length > 0;
  const hasAuthenticator = data?.viewer?.secondFactor != null;
  const byCode = hasAuthenticator || hasPasskey;
  const prove = async (proving: Promise<void>) => {
    setRefusal(null);
    try {
      await proving;
      asked.proven();
    } catch (reason) {
      setRefusal(refusalOf(reason));
    }
  };
  return (
    <StepUpDialog
      title={t`Is it you?`}
      kind={byCode ? 'code' : 'password'}
      fieldLabel={byCode ? (hasAuthenticator ? t`Code` : t`Recovery code`) : t`Password`}
      confirmLabel={t`Go on`}
      cancelLabel={t`Cancel`}
      error={refusal && sentence(refusal)}
      passkey={hasPasskey && passkeysHere() ? { label: t`Use your passkey`, onShow: () => prove(session.stepUpByPasskey()) } : undefined}
      onConfirm={(proof) => prove(session.stepUp(proof))}
      onCancel={() => asked.declined()}
    >
      <What {...{ hasAuthenticator, hasPasskey }} />
    </StepUpDialog>
  );
}

function What({ hasAuthenticator, hasPasskey }: { hasAuthenticator: boolean; hasPasskey: boolean }) {
  if (hasPasskey) return <Trans>For this we ask again, in case you left the screen open. Show your passkey, or give a code.</Trans>;
  if (!hasAuthenticator) return <Trans>For this we ask again, in case you left the screen open. Give your password.</Trans>;
  return (
    <Trans>For this we ask again, in case you left the screen open. Give the code that your authenticator shows, or a recovery code.</Trans>
  );
}

/** The company's provider signed them in, so it is there that they show who they are. What waited is not kept meanwhile. */
function AtCompany({ onCancel }: { onCancel: () => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const { go, busy, refusal } = useProofAtCompany();
  return (
    <ConfirmDialog
      opened
      title={t`Is it you?`}
      confirmLabel={t`Go to my company’s sign-in`}
      cancelLabel={t`Cancel`}
      busy={busy}
      error={refusal && sentence(refusal)}
      onConfirm={go}
      onCancel={onCancel}
    >
      <Trans>
        For this we ask again, in case you left the screen open. Your company shows us who you are; then you are back here, and do it anew.
      </Trans>
    </ConfirmDialog>
  );
}
