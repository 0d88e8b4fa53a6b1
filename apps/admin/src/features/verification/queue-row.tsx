import { RelativeTime, StatusBadge } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useWords, verificationStateWords } from '../../lib/words.ts';
import type { Queued } from './queue.ts';
import classes from './queue.module.css';

/** Who waits, for what, since when, and what an operator can do. */
export function QueueRow({ queued, onVouch }: { queued: Queued; onVouch: () => void }) {
  const { t } = useLingui();
  const words = useWords();
  const { companyName, personName, needsDocument, attemptsLeft, mayVouch, verification } = queued;
  const { state, codes, submittedAt, submittedByName } = verification;
  const name = personName ?? companyName;
  return (
    <li className={classes.item}>
      <div className={classes.who}>
        <span className={classes.name}>{name}</span>
        <span className={classes.more}>
          {personName === null ? t`The company itself` : companyName} · {submittedByName} · <RelativeTime at={submittedAt} />
        </span>
        {codes.map(({ code, message }) => (
          <span key={code} className={classes.more}>
            {message === null ? code : `${code}: ${message}`}
          </span>
        ))}
      </div>
      <div className={classes.state}>
        <StatusBadge status={state} label={needsDocument ? t`Needs a document` : words(verificationStateWords[state])} />
        <span className={classes.more}>
          <Plural value={attemptsLeft} _0="No attempt left" one="# attempt left" other="# attempts left" />
        </span>
      </div>
      {mayVouch && (
        <div className={classes.deed}>
          <Button variant="default" size="compact-md" onClick={onVouch} aria-label={t`Vouch for ${name}`}>
            <Trans>Vouch</Trans>
          </Button>
        </div>
      )}
    </li>
  );
}
