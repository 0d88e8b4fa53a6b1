import { ConfirmDialog, Panel } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Code, Text } from '@mantine/core';
import { useState } from 'react';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';
import { useReason } from '../../lib/use-reason.tsx';

const MessageTextPart = graphql(`
  fragment MessageText on DeadLetter {
    id
    message
  }
`);

const OpenMessage = graphql(`
  mutation OpenMessage($input: OpenDeadLetterInput!) {
    openDeadLetter(input: $input) {
      id
      message
    }
  }
`);

/** How the message is built; for a reason that is kept, all that it says. What was opened stays open until one leaves the screen. */
export function MessageText({ message }: { message: FragmentType<typeof MessageTextPart> }) {
  const { t } = useLingui();
  const { id, message: masked } = readFragment(MessageTextPart, message);
  const [asking, setAsking] = useState(false);
  const [whole, setWhole] = useState<string | null>(null);
  return (
    <Panel
      title={t`The message`}
      action={
        whole === null && (
          <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
            <Trans>Show it whole</Trans>
          </Button>
        )
      }
    >
      {whole === null && (
        <Text size="sm" c="dimmed" mb="sm">
          <Trans>Amounts, merchants and people are hidden: they are a company’s.</Trans>
        </Text>
      )}
      <Code block mah={480} tabIndex={0} role="region" aria-label={t`The message`} style={{ overflow: 'auto' }}>
        {whole ?? masked}
      </Code>
      {asking && <AskWhy id={id} onClose={() => setAsking(false)} onOpened={setWhole} />}
    </Panel>
  );
}

function AskWhy({ id, onClose, onOpened }: { id: string; onClose: () => void; onOpened: (message: string) => void }) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const reason = useReason();
  const open = useCommand(OpenMessage, { refetch: ['Message'] });
  const act = async () => {
    const why = reason.take();
    const answer = why === null ? null : await open.run({ id, reason: why });
    if (answer === null) return;
    onOpened(answer.openDeadLetter.message);
    onClose();
  };
  return (
    <ConfirmDialog
      opened
      title={t`Show it whole?`}
      confirmLabel={t`Show it`}
      cancelLabel={t`Cancel`}
      busy={open.busy}
      error={open.refusal && sentence(open.refusal)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Trans>It shows a company’s purchases and people. That you read it is kept in the history.</Trans>
      {reason.field}
    </ConfirmDialog>
  );
}
