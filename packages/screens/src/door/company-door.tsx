import { type Refusal, refusalOf, useSession } from '@afc/client';
import { Door } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { product } from '../product.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';

/** From an address to the sign-in of its company, which leads back to where one wanted to go. */
export function CompanyDoor({ aside, onBack }: { aside: ReactNode; onBack: () => void }) {
  const { t } = useLingui();
  const { entrance } = useSession();
  const sentence = useRefusalSentence();
  const [email, setEmail] = useState('');
  const [tried, setTried] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const go = async () => {
    setTried(true);
    if (email.trim().length < 3) return;
    setRefusal(null);
    try {
      const { pathname, search } = window.location;
      window.location.assign(await entrance.company(email.trim(), `${pathname}${search}`));
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  };
  return (
    <Door
      product={product}
      title={t`Sign in with your company`}
      subtitle={t`Your address at work tells us where your company signs you in.`}
      submitLabel={t`Go on`}
      error={refusal && sentence(refusal)}
      onSubmit={go}
      aside={aside}
      footer={
        <Button variant="subtle" size="compact-sm" onClick={onBack}>
          <Trans>Back to the password</Trans>
        </Button>
      }
    >
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
        error={tried && email.trim().length < 3 ? t`Fill this in` : undefined}
      />
    </Door>
  );
}
