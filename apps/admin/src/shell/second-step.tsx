import { type Challenge, type Refusal, refusalOf, useSession } from '@afc/client';
import { CodeForm } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { product } from '../lib/product.ts';
import { useRefusalSentence } from '../lib/refusal-words.ts';

interface SecondStepProps {
  challenge: Challenge;
  aside: ReactNode;
  onBack: () => void;
}

/** After the password: a code, for who has a second factor. */
export function SecondStep({ challenge, aside, onBack }: SecondStepProps) {
  const { t } = useLingui();
  const session = useSession();
  const sentence = useRefusalSentence();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const answer = async (code: string) => {
    setRefusal(null);
    try {
      await session.answer(challenge, code);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  };
  return (
    <CodeForm
      product={product}
      title={t`One more step`}
      subtitle={t`Your password was right. Now show that you have your authenticator.`}
      codeLabel={t`Code`}
      codeHint={t`The six digits that your authenticator shows, or one of your recovery codes.`}
      submitLabel={t`Sign in`}
      requiredMessage={t`Fill this in`}
      error={refusal && sentence(refusal)}
      onSubmit={answer}
      aside={aside}
      footer={
        <Button variant="subtle" size="compact-sm" onClick={onBack}>
          <Trans>Back to the password</Trans>
        </Button>
      }
    />
  );
}
