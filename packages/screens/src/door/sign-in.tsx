import { type Challenge, passkeysHere, type Refusal, refusalOf, usePasskeyAutofill, useSession } from '@afc/client';
import { SignInForm } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Anchor, Button, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { product } from '../product.ts';
import { useRefusedByCompany } from '../refusals/refused-by-company.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';
import { CompanyDoor } from './company-door.tsx';
import { Forgot } from './forgot.tsx';
import { SecondStep } from './second-step.tsx';
import type { SignedOutBecause } from './session-gate.tsx';

export interface SignInProps {
  because: SignedOutBecause;
  title: string;
  /** What the app shows beside the form. */
  aside: ReactNode;
  /** For who is at the wrong app. */
  otherApp: ReactNode;
  language: ReactNode;
}

/** The door: by a password, a passkey, or the company's provider. */
export function SignIn({ because, title, aside, otherApp, language }: SignInProps) {
  const { t } = useLingui();
  const session = useSession();
  const sentence = useRefusalSentence();
  const [atProvider, forget] = useRefusedByCompany();
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const [forgot, setForgot] = useState(false);
  const [byCompany, setByCompany] = useState(false);
  const refusal = refused ?? atProvider;
  const explanations = {
    never: null,
    asked: t`You are signed out.`,
    elsewhere: t`You signed out in another tab.`,
    ended: t`Your session has ended. Sign in again to go on where you were.`,
  };

  const act = async (answered: Promise<Challenge | null | void>) => {
    forget();
    setRefused(null);
    try {
      setChallenge((await answered) ?? null);
    } catch (error) {
      setRefused(refusalOf(error));
    }
  };
  usePasskeyAutofill((error) => setRefused(refusalOf(error)));

  if (challenge !== null) return <SecondStep challenge={challenge} aside={aside} onBack={() => setChallenge(null)} />;
  if (forgot) return <Forgot aside={aside} onBack={() => setForgot(false)} />;
  if (byCompany) return <CompanyDoor aside={aside} onBack={() => setByCompany(false)} />;
  return (
    <SignInForm
      product={product}
      title={title}
      subtitle={explanations[because]}
      emailLabel={t`Email`}
      passwordLabel={t`Password`}
      submitLabel={t`Sign in`}
      requiredMessage={t`Fill this in`}
      error={refusal && sentence(refusal)}
      onSubmit={({ email, password }) => act(session.signIn(email, password))}
      aside={aside}
      footer={
        <>
          {passkeysHere() && (
            <Button
              variant="default"
              size="md"
              fullWidth
              mb="xs"
              leftSection={<IconFingerprint size={20} aria-hidden />}
              onClick={() => void act(session.signInByPasskey())}
            >
              <Trans>Sign in with a passkey</Trans>
            </Button>
          )}
          <Button variant="default" size="md" fullWidth mb="md" onClick={() => setByCompany(true)}>
            <Trans>Sign in with your company</Trans>
          </Button>
          <Anchor component="button" type="button" size="sm" mb="xs" onClick={() => setForgot(true)}>
            <Trans>Forgot your password?</Trans>
          </Anchor>
          <Text size="sm" c="dimmed" mb="xs">
            {otherApp}
          </Text>
          {language}
        </>
      }
    />
  );
}
