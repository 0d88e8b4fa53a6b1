import { DateTime, StatusBadge, Timeline } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { IconFileText } from '@tabler/icons-react';
import type { HolderVerificationFragment } from '../../../gql/graphql.ts';
import { useWords, verificationStateWords } from '../../../lib/words.ts';

type Submission = HolderVerificationFragment['verifications'][number];

/** What was submitted, by whom, and what the issuer said to it, the newest first. */
export function Submissions({ verifications }: { verifications: readonly Submission[] }) {
  const { t } = useLingui();
  const words = useWords();
  return (
    <Timeline
      label={t`Submissions`}
      items={verifications.map(({ id, state, submittedAt, submittedByName, isManual, codes }) => ({
        id,
        icon: IconFileText,
        title: <StatusBadge status={state} label={words(verificationStateWords[state])} variant="plain" />,
        detail: (
          <>
            <DateTime at={submittedAt} /> · {isManual ? t`vouched for by ${submittedByName}` : submittedByName}
            {codes.map(({ code, message }) => (
              <div key={code}>{message ?? code}</div>
            ))}
          </>
        ),
      }))}
    />
  );
}
