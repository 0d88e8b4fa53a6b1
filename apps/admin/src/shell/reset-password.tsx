import { type Refusal, refusalOf } from '@afc/client';
import { PasswordForm } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Anchor } from '@mantine/core';
import { useState } from 'react';
import { entrance } from '../lib/entrance.ts';
import { product } from '../lib/product.ts';
import { useRefusalSentence } from '../lib/refusal-words.ts';
import { base } from '../lib/urls.ts';

/** Where the mailed link leads: a new password, with which one then signs in. */
export default function ResetPassword({ token }: { token: string }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const reset = async (password: string) => {
    setRefusal(null);
    try {
      await entrance.reset(token, password);
      location.replace(`${base}/`);
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
      footer={<Anchor href={`${base}/`}>{t`Back to sign-in`}</Anchor>}
    />
  );
}
