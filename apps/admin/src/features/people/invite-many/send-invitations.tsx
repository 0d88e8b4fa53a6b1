import { Notice, type Tone, useNow } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconHourglass } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useRefusalSentence } from '../../../lib/refusal-words.ts';
import { urls } from '../../../lib/urls.ts';
import type { InviteeLine } from './invitee-lines.ts';
import { type InviteMany, isOpen, type LineOutcome } from './use-invite-many.ts';

export interface SendInvitationsProps {
  /** Those that are to be sent. */
  lines: readonly InviteeLine[];
  /** How many lines are not, since something is wrong in them. */
  leftOut: number;
  invite: InviteMany;
  onChangeList: () => void;
}

/** Where the list stands, and the next step: to send it, or to take it back. */
export function SendInvitations({ lines, leftOut, invite, onChangeList }: SendInvitationsProps) {
  const sentence = useRefusalSentence();
  const router = useRouter();
  const now = useNow();
  const { busy, refusal, undoableUntil } = invite;
  const outcomes = lines.map(({ number }) => invite.outcomes.get(number));
  const count = (state: LineOutcome['state']) => outcomes.filter((one) => one?.state === state && one.refusal == null).length;
  const [foreseen, invited, withdrawn] = [count('FORESEEN'), count('INVITED'), count('WITHDRAWN')];
  const answered = outcomes.filter((one) => one !== undefined).length;
  const begun = outcomes.some((one) => one !== undefined && one.state !== 'FORESEEN');
  const toSend = outcomes.filter(isOpen).length;
  return (
    <>
      <Progress
        {...(begun ? { invited, withdrawn } : { foreseen })}
        checking={busy === 'FORESEEING'}
        refused={answered - foreseen - invited - withdrawn}
        leftOut={leftOut}
      />
      {refusal && (
        <Alert color="red" role="alert">
          {sentence(refusal)}
        </Alert>
      )}
      <Group gap="xs">
        {toSend > 0 && withdrawn === 0 && (
          <Button loading={busy !== null} onClick={() => void invite.send(lines)}>
            <Plural value={toSend} one="Send # invitation" other="Send # invitations" />
          </Button>
        )}
        {busy !== 'SENDING' && undoableUntil !== null && undoableUntil > now && (
          <Button variant="default" loading={busy !== null} onClick={() => void invite.undo()}>
            <Trans>Undo</Trans>
          </Button>
        )}
        {begun ? (
          <Button variant="default" onClick={() => router.history.push(urls.people())}>
            <Trans>Back to people</Trans>
          </Button>
        ) : (
          <Button variant="default" disabled={busy !== null} onClick={onChangeList}>
            <Trans>Change the list</Trans>
          </Button>
        )}
      </Group>
    </>
  );
}

interface ProgressProps {
  foreseen?: number;
  invited?: number;
  withdrawn?: number;
  checking: boolean;
  refused: number;
  leftOut: number;
}

function Progress({ foreseen = 0, invited = 0, withdrawn = 0, checking, refused, leftOut }: ProgressProps) {
  const { t } = useLingui();
  const not = refused + leftOut;
  const [tone, title]: [Tone, ReactNode] = checking
    ? ['neutral', <Trans key="checking">Asking what would come of each line</Trans>]
    : withdrawn > 0
      ? ['neutral', <Plural key="withdrawn" value={withdrawn} one="# invitation is withdrawn" other="# invitations are withdrawn" />]
      : invited > 0
        ? ['positive', <Plural key="invited" value={invited} one="# person is invited" other="# people are invited" />]
        : [
            foreseen > 0 ? 'neutral' : 'caution',
            <Plural key="foreseen" value={foreseen} one="# person will be invited" other="# people will be invited" />,
          ];
  return (
    <Notice tone={tone} icon={checking ? IconHourglass : tone === 'caution' ? IconAlertTriangle : IconCircleCheck}>
      <strong>{title}</strong>
      {not > 0 && (
        <>
          {' · '}
          <Plural value={not} one="# line is left out: see below why" other="# lines are left out: see below why" />
        </>
      )}
      {!checking && foreseen > 0 && <> · {t`Each gets a link by mail that is good for seven days.`}</>}
    </Notice>
  );
}
