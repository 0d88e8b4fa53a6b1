import { DateTime, Panel, StatusBadge } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import type { MyVerificationFragment } from '../../gql/graphql.ts';
import { useWords, verificationStateWords } from '../../lib/words.ts';
import classes from './submissions.module.css';

type Submission = MyVerificationFragment['verifications'][number];

/** What I sent, and what the issuer said to it, the newest first. */
export function Submissions({ verifications }: { verifications: readonly Submission[] }) {
  const { t } = useLingui();
  const words = useWords();
  return (
    <Panel title={t`What you sent`}>
      <ul className={classes.list}>
        {verifications.map(({ id, state, submittedAt, codes }) => (
          <li key={id} className={classes.item}>
            <span>
              <DateTime at={submittedAt} />
              {codes.map(({ code, message }) => (
                <span key={code} className={classes.why}>
                  {message ?? code}
                </span>
              ))}
            </span>
            <StatusBadge status={state} label={words(verificationStateWords[state])} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
