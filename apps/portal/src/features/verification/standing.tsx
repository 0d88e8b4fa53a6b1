import { Plural, useLingui } from '@lingui/react/macro';
import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconClockHour4, IconFileText, IconShieldCheck, type TablerIcon } from '@tabler/icons-react';
import type { MyVerificationFragment, VerificationStep } from '../../gql/graphql.ts';

type Look = { color: string; icon: TablerIcon; title: string; text: string };

/** Where it stands, in a sentence, and what comes next. */
export function Standing({ verification }: { verification: MyVerificationFragment }) {
  const { step, status, attemptsLeft } = verification;
  const { color, icon: Icon, title, text } = useLook(step, status === 'ACTIVE');
  return (
    <Alert color={color} icon={<Icon size={18} aria-hidden />} title={title} role="status">
      {text} {step === 'RESUBMIT' && <Plural value={attemptsLeft} one="You can send it once more." other="You can send it # more times." />}
    </Alert>
  );
}

function useLook(step: VerificationStep, verified: boolean): Look {
  const { t } = useLingui();
  const looks: Readonly<Record<VerificationStep, Look>> = {
    NOTHING: {
      color: 'green',
      icon: IconShieldCheck,
      title: verified ? t`You are verified` : t`Nothing is asked of you`,
      text: t`There is nothing for you to do here.`,
    },
    ACCEPT_TERMS: {
      color: 'orange',
      icon: IconFileText,
      title: t`Two steps to your card`,
      text: t`Read and accept the terms, then tell the issuer who you are.`,
    },
    SUBMIT: {
      color: 'orange',
      icon: IconFileText,
      title: t`Tell the issuer who you are`,
      text: t`Write it as it stands on your documents.`,
    },
    RESUBMIT: {
      color: 'orange',
      icon: IconAlertTriangle,
      title: t`You could not be verified`,
      text: t`Compare everything with your documents, correct it, and send it again.`,
    },
    WAIT: {
      color: 'gray',
      icon: IconClockHour4,
      title: t`Waiting for the issuer`,
      text: t`What you sent is being looked at. This page shows the result by itself; you need not wait here.`,
    },
    SEND_DOCUMENT: {
      color: 'orange',
      icon: IconFileText,
      title: t`A document is needed`,
      text: t`The issuer wants to see a copy of an identity document. Ask an admin of your company where to send it.`,
    },
    ASK_OPERATOR: {
      color: 'red',
      icon: IconAlertTriangle,
      title: t`This needs somebody’s help`,
      text: t`You can do nothing more here. Ask an admin of your company, who takes it up with the card issuer.`,
    },
  };
  return looks[step];
}
