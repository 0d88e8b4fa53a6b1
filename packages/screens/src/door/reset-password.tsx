import { type Refusal, refusalOf, useSession } from '@afc/client';
import { PasswordForm } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Anchor } from '@mantine/core';
import { useState } from 'react';
import { product } from '../product.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';

/** Where the mailed link leads: a new password, with which one then signs in. */
export default function ResetPassword({ token }: { token: string }) {
  const { t } = useLingui();
  const { app, entrance } = useSession();
  const sentence = useRefusalSentence();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const reset = async (password: string) => {
    setRefusal(null);
    try {
      await entrance.reset(token, password);
      location.replace(`/${app}/`);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  };
  return (
    <PasswordForm
      product={product}
      title={t`A new password`}
      subtitle={t`You are signed out everywhere, and sign in with the new one.`}
      kind="new"
      passwordLabel={t`New password`}
      passwordHint={t`At least 12 characters, and none that has leaked. Three or four unusual words do well.`}
      submitLabel={t`Set the password`}
      requiredMessage={t`Fill this in`}
      error={refusal && sentence(refusal)}
      onSubmit={reset}
      footer={<Anchor href={`/${app}/`}>{t`Back to sign-in`}</Anchor>}
    />
  );
}
