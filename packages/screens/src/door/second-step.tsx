import { type Challenge, passkeysHere, type Refusal, refusalOf, useSession } from '@afc/client';
import { CodeForm } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { product } from '../product.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';

interface SecondStepProps {
  challenge: Challenge;
  aside: ReactNode;
  onBack: () => void;
}

/** After the password: a code or a passkey, for who has a second factor. */
export function SecondStep({ challenge, aside, onBack }: SecondStepProps) {
  const { t } = useLingui();
  const session = useSession();
  const sentence = useRefusalSentence();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const byCode = challenge.factors.includes('authenticator');
  const byPasskey = challenge.factors.includes('passkey') && passkeysHere();
  const act = async (answered: Promise<void>) => {
    setRefusal(null);
    try {
      await answered;
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  };
  return (
    <CodeForm
      product={product}
      title={t`One more step`}
      subtitle={
        byPasskey
          ? t`Your password was right. Now show your passkey, or give a code.`
          : t`Your password was right. Now show that you have your authenticator.`
      }
      codeLabel={t`Code`}
      codeHint={byCode ? t`The six digits that your authenticator shows, or one of your recovery codes.` : t`One of your recovery codes.`}
      submitLabel={t`Sign in`}
      requiredMessage={t`Fill this in`}
      error={refusal && sentence(refusal)}
      onSubmit={(code) => act(session.answer(challenge, code))}
      aside={aside}
      footer={
        <>
          {byPasskey && (
            <Button
              variant="default"
              size="md"
              fullWidth
              mb="md"
              leftSection={<IconFingerprint size={20} aria-hidden />}
              onClick={() => void act(session.answerByPasskey(challenge))}
            >
              <Trans>Use your passkey</Trans>
            </Button>
          )}
          <Button variant="subtle" size="compact-sm" onClick={onBack}>
            <Trans>Back to the password</Trans>
          </Button>
        </>
      }
    />
  );
}
