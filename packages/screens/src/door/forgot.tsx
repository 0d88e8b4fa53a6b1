import { type Refusal, refusalOf, useSession } from '@afc/client';
import { Door } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { product } from '../product.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';

/** Has a link mailed that sets a new password. What it says does not tell whether the mailbox is known. */
export function Forgot({ aside, onBack }: { aside: ReactNode; onBack: () => void }) {
  const { t } = useLingui();
  const { entrance } = useSession();
  const sentence = useRefusalSentence();
  const [email, setEmail] = useState('');
  const [askedFor, setAskedFor] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const ask = async () => {
    const wanted = email.trim();
    if (wanted.length < 3) return;
    setRefusal(null);
    try {
      await entrance.forgot(wanted);
      setAskedFor(wanted);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  };
  return (
    <Door
      product={product}
      title={t`A new password`}
      subtitle={t`We mail you a link with which you set a new one.`}
      submitLabel={askedFor === null ? t`Mail me a link` : t`Mail it again`}
      error={refusal && sentence(refusal)}
      onSubmit={ask}
      aside={aside}
      footer={
        <Button variant="subtle" size="compact-sm" onClick={onBack}>
          <Trans>Back to sign-in</Trans>
        </Button>
      }
    >
      {askedFor !== null && (
        <Text size="sm" role="status">
          <Trans>If somebody signs in with {askedFor}, a link is on its way there. It is good for 30 minutes.</Trans>
        </Text>
      )}
      <TextInput
        label={t`Email`}
        type="email"
        name="email"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        size="md"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
    </Door>
  );
}
