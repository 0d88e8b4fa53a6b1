import { type Challenge, passkeysHere, type Refusal, refusalAfter, refusalOf, usePasskeyAutofill, useSession } from '@afc/client';
import { CardArt, SignInForm } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Anchor, Button, Text } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useState } from 'react';
import { product } from '../lib/product.ts';
import { useRefusalSentence } from '../lib/refusal-words.ts';
import { LanguageSwitch } from '../lib/language-switch.tsx';
import { CompanyDoor } from './company-door.tsx';
import { Forgot } from './forgot.tsx';
import { SecondStep } from './second-step.tsx';
import classes from './sign-in.module.css';

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
      setRefusal(refusalOf(error));
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

  if (challenge !== null) return <SecondStep challenge={challenge} aside={<Aside />} onBack={() => setChallenge(null)} />;
  if (forgot) return <Forgot aside={<Aside />} onBack={() => setForgot(false)} />;
  if (byCompany) return <CompanyDoor aside={<Aside />} onBack={() => setByCompany(false)} />;
  return (
    <SignInForm
      product={product}
      title={t`Sign in to your cards`}
      subtitle={explanations[because]}
      emailLabel={t`Email`}
      passwordLabel={t`Password`}
      submitLabel={t`Sign in`}
      requiredMessage={t`Fill this in`}
      error={refusal && sentence(refusal)}
      onSubmit={signIn}
      aside={<Aside />}
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
              You run the cards of your company? <a href="/admin/">Open the office</a>.
            </Trans>
          </Text>
          <LanguageSwitch />
        </>
      }
    />
  );
}

function Aside() {
  const { t } = useLingui();
  return (
    <div className={classes.aside}>
      <div className={classes.card} aria-hidden>
        <CardArt
          color="atlantic"
          title={product}
          name={t`Travel`}
          holder="Inês Carvalho"
          lastFour="4417"
          expires="09/30"
          physical
          label=""
        />
      </div>
      <p className={classes.words}>
        <Trans>Know before you buy: what is left, when it renews, and why.</Trans>
      </p>
    </div>
  );
}
