import { Notice, type Tone } from '@afc/ui';
import { Plural, useLingui } from '@lingui/react/macro';
import { IconAlertTriangle, IconClockHour4, IconFileText, IconShieldCheck, type TablerIcon } from '@tabler/icons-react';
import type { MyVerificationFragment, VerificationStep } from '../../gql/graphql.ts';

type Look = { tone: Tone; icon: TablerIcon; title: string; text: string };

/** Where it stands, in a sentence, and what comes next. */
export function Standing({ verification }: { verification: MyVerificationFragment }) {
  const { step, status, attemptsLeft } = verification;
  const { tone, icon, title, text } = useLook(step, status === 'ACTIVE');
  return (
    <Notice tone={tone} icon={icon} title={title}>
      {text} {step === 'RESUBMIT' && <Plural value={attemptsLeft} one="You can send it once more." other="You can send it # more times." />}
    </Notice>
  );
}

function useLook(step: VerificationStep, verified: boolean): Look {
  const { t } = useLingui();
  const looks: Readonly<Record<VerificationStep, Look>> = {
    NOTHING: {
      tone: 'positive',
      icon: IconShieldCheck,
      title: verified ? t`You are verified` : t`Nothing is asked of you`,
      text: t`There is nothing for you to do here.`,
    },
    ACCEPT_TERMS: {
      tone: 'caution',
      icon: IconFileText,
      title: t`Two steps to your card`,
      text: t`Read and accept the terms, then tell the issuer who you are.`,
    },
    SUBMIT: {
      tone: 'caution',
      icon: IconFileText,
      title: t`Tell the issuer who you are`,
      text: t`Write it as it stands on your documents.`,
    },
    RESUBMIT: {
      tone: 'caution',
      icon: IconAlertTriangle,
      title: t`You could not be verified`,
      text: t`Compare everything with your documents, correct it, and send it again.`,
    },
    WAIT: {
      tone: 'neutral',
      icon: IconClockHour4,
      title: t`Waiting for the issuer`,
      text: t`What you sent is being looked at. This page shows the result by itself; you need not wait here.`,
    },
    SEND_DOCUMENT: {
      tone: 'caution',
      icon: IconFileText,
      title: t`A document is needed`,
      text: t`The issuer wants to see a copy of an identity document. Ask an admin of your company where to send it.`,
    },
    ASK_OPERATOR: {
      tone: 'negative',
      icon: IconAlertTriangle,
      title: t`This needs somebody’s help`,
      text: t`You can do nothing more here. Ask an admin of your company, who takes it up with the card issuer.`,
    },
  };
  return looks[step];
}
