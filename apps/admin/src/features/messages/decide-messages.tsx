import { ConfirmDialog } from '@afc/ui';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import type { DeadLetterAction } from '../../gql/graphql.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useTell } from '../../lib/tell.ts';
import { deadLetterActionWords, useWords } from '../../lib/words.ts';
import { useMessageCommand } from './message-commands.ts';
import { useReason } from '../../lib/use-reason.tsx';

export interface DecideMessagesProps {
  action: DeadLetterAction;
  ids: readonly string[];
  onClose: () => void;
  /** After it was done. */
  onDone?: () => void;
}

/** Asks before a decision about messages; a dismissal needs a reason. */
export function DecideMessages({ action, ids, onClose, onDone }: DecideMessagesProps) {
  const { t } = useLingui();
  const words = useWords();
  const sentence = useRefusalSentence();
  const tell = useTell();
  const reason = useReason();
  const command = useMessageCommand(action);
  const says = useSayings(ids.length)[action];
  const act = async () => {
    const why = action === 'DISMISS' ? reason.take() : '';
    if (why === null || !(await command.run(ids, why))) return;
    tell({ message: says.done });
    onDone?.();
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      title={says.title}
      confirmLabel={words(deadLetterActionWords[action])}
      cancelLabel={t`Cancel`}
      busy={command.busy}
      error={command.refusal && sentence(command.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      {says.effect}
      {action === 'DISMISS' && reason.field}
    </ConfirmDialog>
  );
}

function useSayings(count: number) {
  const { t } = useLingui();
  return {
    REPLAY: {
      title: t`Replay?`,
      effect: (
        <>
          <Plural value={count} one="The message goes back into the queue." other="# messages go back into the queue." />{' '}
          <Trans>What was applied already changes nothing; what fails again comes back and says why.</Trans>
        </>
      ),
      done: t`Back in the queue.`,
    },
    DISMISS: {
      title: t`Dismiss?`,
      effect: (
        <Plural
          value={count}
          one="Nothing will be done about the message. It is kept, and you can take this back."
          other="Nothing will be done about # messages. They are kept, and you can take this back."
        />
      ),
      done: t`Dismissed.`,
    },
    RESTORE: {
      title: t`Take the dismissal back?`,
      effect: <Plural value={count} one="The message waits for you again." other="# messages wait for you again." />,
      done: t`Waiting again.`,
    },
  } satisfies Record<DeadLetterAction, unknown>;
}
