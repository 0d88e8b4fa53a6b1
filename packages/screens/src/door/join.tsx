import { type InvitationShown, type Refusal, refusalOf, useSession } from '@afc/client';
import { ErrorNotice, PasswordForm } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Anchor, Center } from '@mantine/core';
import { useEffect, useState } from 'react';
import { product } from '../product.ts';
import { useRefusalSentence } from '../refusals/refusal-sentence.ts';

/** Where an invitation leads: a password, and one is in. */
export default function Join({ token }: { token: string }) {
  const { t } = useLingui();
  const { app, entrance } = useSession();
  const sentence = useRefusalSentence();
  const [found, setFound] = useState<InvitationShown | Refusal | null>(null);
  useEffect(() => {
    let over = false;
    const then = (next: InvitationShown | Refusal) => {
      if (!over) setFound(next);
    };
    entrance.invitation(token).then(then, (error: unknown) => then(refusalOf(error)));
    return () => {
      over = true;
    };
  }, [entrance, token]);

  if (found === null) return null;
  if ('code' in found) {
    return (
      <Center mih="100dvh" p="md">
        <ErrorNotice
          variant="page"
          title={t`This invitation cannot be followed`}
          sentence={sentence(found)}
          retryLabel={t`Back to sign-in`}
          onRetry={() => location.replace(`/${app}/`)}
        />
      </Center>
    );
  }
  return <Accept token={token} invitation={found} />;
}

function Accept({ token, invitation: { companyName, firstName, email, hasPassword } }: { token: string; invitation: InvitationShown }) {
  const { t } = useLingui();
  const { app, entrance } = useSession();
  const sentence = useRefusalSentence();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const join = async (password: string) => {
    setRefusal(null);
    try {
      await entrance.join(token, password);
      // The cookie is there, or a code of the second factor is asked for.
      location.replace(`/${app}/`);
    } catch (error) {
      setRefusal(refusalOf(error));
    }
  };
  return (
    <PasswordForm
      product={product}
      title={t`Welcome, ${firstName}`}
      subtitle={
        hasPassword
          ? t`${companyName} has invited you. You sign in with this address already: give the password that you have.`
          : t`${companyName} has invited you. Choose a password, and you are in.`
      }
      email={{ label: t`Email`, value: email }}
      kind={hasPassword ? 'current' : 'new'}
      passwordLabel={hasPassword ? t`Password` : t`New password`}
      passwordHint={
        hasPassword
          ? t`The one with which you sign in elsewhere.`
          : t`At least 12 characters, and none that has leaked. Three or four unusual words do well.`
      }
      submitLabel={t`Join`}
      requiredMessage={t`Fill this in`}
      error={refusal && sentence(refusal)}
      onSubmit={join}
      footer={<Anchor href={`/${app}/`}>{t`Back to sign-in`}</Anchor>}
    />
  );
}
