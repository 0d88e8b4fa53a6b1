import { LanguageSwitch, SignIn, type SignedOutBecause } from '@afc/screens';
import { Trans, useLingui } from '@lingui/react/macro';
import { Anchor } from '@mantine/core';
import { language } from '../lib/language.ts';
import { SignInAside } from './sign-in-aside.tsx';

export default function AdminSignIn({ because }: { because: SignedOutBecause }) {
  const { t } = useLingui();
  return (
    <SignIn
      because={because}
      title={t`Sign in to run your cards`}
      aside={<SignInAside />}
      otherApp={
        <Trans>
          Only here for your own card?{' '}
          <Anchor href="/portal/" underline="always">
            Open the portal
          </Anchor>
          .
        </Trans>
      }
      language={<LanguageSwitch language={language} />}
    />
  );
}
