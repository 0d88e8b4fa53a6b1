import { type Refusal, refusalOf, type StepUpAsked, useSession, useStepUp } from '@afc/client';
import { StepUpDialog } from '@afc/ui';
import { useQuery } from '@apollo/client/react';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { graphql } from '../gql/index.ts';
import { useRefusalSentence } from '../lib/refusal-words.ts';

const StepUpQuery = graphql(`
  query StepUp {
    viewer {
      id
      secondFactor {
        confirmedAt
      }
    }
  }
`);

/** What waits until whoever asked for it has shown that it is them. It goes on by itself. */
export function StepUp() {
  const asked = useStepUp();
  return asked && <Ask asked={asked} />;
}

function Ask({ asked }: { asked: StepUpAsked }) {
  const { t } = useLingui();
  const session = useSession();
  const sentence = useRefusalSentence();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { data, error } = useQuery(StepUpQuery, { fetchPolicy: 'network-only' });
  if (!data && !error) return null;
  const byCode = data?.viewer?.secondFactor != null;
  const prove = async (proof: string) => {
    setRefusal(null);
    try {
      await session.stepUp(proof);
      asked.proven();
    } catch (reason) {
      setRefusal(refusalOf(reason));
    }
  };
  return (
    <StepUpDialog
      title={t`Is it you?`}
      kind={byCode ? 'code' : 'password'}
      fieldLabel={byCode ? t`Code` : t`Password`}
      confirmLabel={t`Go on`}
      cancelLabel={t`Cancel`}
      error={refusal && sentence(refusal)}
      onConfirm={prove}
      onCancel={() => asked.declined()}
    >
      {byCode ? (
        <Trans>
          For this we ask again, in case you left the screen open. Give the code that your authenticator shows, or a recovery code.
        </Trans>
      ) : (
        <Trans>For this we ask again, in case you left the screen open. Give your password.</Trans>
      )}
    </StepUpDialog>
  );
}
