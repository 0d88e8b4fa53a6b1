import { Notice, type Tone } from '@afc/ui';
import { Plural, useLingui } from '@lingui/react/macro';
import { IconAlertTriangle, IconClockHour4, IconFileText, IconShieldCheck, type TablerIcon } from '@tabler/icons-react';
import type { HolderVerificationFragment, VerificationStep } from '../../gql/graphql.ts';

type Look = { tone: Tone; icon: TablerIcon; title: string; text: string };

/** Where the company's verification stands, in a sentence, and what comes next. */
export function CompanyStanding({
  verification: { step, status, mayHoldCards, attemptsLeft },
}: {
  verification: HolderVerificationFragment;
}) {
  const { t } = useLingui();
  const { tone, icon, title, text } = useLook(step, status === 'ACTIVE');
  return (
    <Notice tone={tone} icon={icon} title={title}>
      {text}{' '}
      {step === 'RESUBMIT' && (
        <Plural value={attemptsLeft} one="It can be submitted once more." other="It can be submitted # more times." />
      )}{' '}
      {!mayHoldCards && t`Until then no card can be issued or activated.`}
    </Notice>
  );
}

function useLook(step: VerificationStep, verified: boolean): Look {
  const { t } = useLingui();
  const looks: Readonly<Record<VerificationStep, Look>> = {
    NOTHING: {
      tone: 'positive',
      icon: IconShieldCheck,
      title: verified ? t`Your company is verified` : t`Nothing is asked of your company`,
      text: t`There is nothing to submit.`,
    },
    ACCEPT_TERMS: {
      tone: 'caution',
      icon: IconFileText,
      title: t`Two steps to your company’s cards`,
      text: t`Read and accept the terms, then submit who the company is and who owns it.`,
    },
    SUBMIT: {
      tone: 'caution',
      icon: IconFileText,
      title: t`Submit who your company is`,
      text: t`Write everything as it stands in the register and on the owners’ documents.`,
    },
    RESUBMIT: {
      tone: 'caution',
      icon: IconAlertTriangle,
      title: t`Your company could not be verified`,
      text: t`Compare everything with the register and the owners’ documents, correct it, and submit it again.`,
    },
    WAIT: {
      tone: 'neutral',
      icon: IconClockHour4,
      title: t`Waiting for the issuer`,
      text: t`What was submitted is being looked at. The result shows here by itself.`,
    },
    SEND_DOCUMENT: {
      tone: 'caution',
      icon: IconFileText,
      title: t`A document is needed`,
      text: t`The issuer wants to see a copy of a document. Your operator tells you where to send it.`,
    },
    ASK_OPERATOR: {
      tone: 'negative',
      icon: IconAlertTriangle,
      title: t`This needs your operator`,
      text: t`You can do nothing more here. Who runs this installation takes it up with the card issuer.`,
    },
  };
  return looks[step];
}
