import { type Challenge, passkeysHere, type Refusal, refusalAfter, refusalOf, usePasskeyAutofill, useSession } from '@afc/client';
import { SignInForm } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Anchor, Button, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useState } from 'react';
import { product } from '../lib/product.ts';
import { useRefusalSentence } from '../lib/refusal-words.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { CompanyDoor } from './company-door.tsx';
import { Forgot } from './forgot.tsx';
import { SecondStep } from './second-step.tsx';
import { SignInAside } from './sign-in-aside.tsx';

export default function SignIn({ because }: { because: 'never' | 'asked' | 'elsewhere' | 'ended' }) {
  const { t } = useLingui();
  const session = useSession();
  const sentence = useRefusalSentence();
  const [refusal, setRefusal] = useState<Refusal | null>(() => refusalAfter(window.location.hash));
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const [forgot, setForgot] = useState(false);
  const [byCompany, setByCompany] = useState(false);
  const explanations = {
    never: null,
    asked: t`You are signed out.`,
    elsewhere: t`You signed out in another tab.`,
    ended: t`Your session has ended. Sign in again to go on where you were.`,
  };

  const signIn = async ({ email, password }: { email: string; password: string }) => {
    setRefusal(null);
    try {
      setChallenge(await session.signIn(email, password));
    } catch (error) {
      const refused = refusalOf(error);
      // Of a sign-in, "unauthenticated" means that the pair is wrong, not that a session has ended.
      setRefusal(refused.code === 'UNAUTHENTICATED' ? { ...refused, code: 'WRONG_CREDENTIALS' } : refused);
    }
  };

  const signInByPasskey = async () => {
    setRefusal(null);
    try {
      await session.signInByPasskey();
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  };
  usePasskeyAutofill((error) => setRefusal(refusalOf(error)));

  if (challenge !== null) return <SecondStep challenge={challenge} aside={<SignInAside />} onBack={() => setChallenge(null)} />;
  if (forgot) return <Forgot aside={<SignInAside />} onBack={() => setForgot(false)} />;
  if (byCompany) return <CompanyDoor aside={<SignInAside />} onBack={() => setByCompany(false)} />;
  return (
    <SignInForm
      product={product}
      title={t`Sign in to run your cards`}
      subtitle={explanations[because]}
      emailLabel={t`Email`}
      passwordLabel={t`Password`}
      submitLabel={t`Sign in`}
      requiredMessage={t`Fill this in`}
      error={refusal && sentence(refusal)}
      onSubmit={signIn}
      aside={<SignInAside />}
      footer={
        <>
          {passkeysHere() && (
            <Button
              variant="default"
              size="md"
              fullWidth
              mb="xs"
              leftSection={<IconFingerprint size={20} aria-hidden />}
              onClick={() => void signInByPasskey()}
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
            <Trans>
              Only here for your own card?{' '}
              <Anchor href="/portal/" underline="always">
                Open the portal
              </Anchor>
              .
            </Trans>
          </Text>
          <LanguageSwitch />
        </>
      }
    />
  );
}
