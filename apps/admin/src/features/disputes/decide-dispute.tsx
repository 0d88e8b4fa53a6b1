import { ConfirmDialog } from '@afc/ui';
import { useLingui } from '@lingui/react/macro';
import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { DisputeDecision } from '../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';
import { disputeDecisionWords, useWords } from '../../lib/words.ts';

const DisputeDecisions = graphql(`
  fragment DisputeDecisions on Dispute {
    id
    version
    decisions
  }
`);

const DecideDisputeMutation = graphql(`
  mutation DecideDispute($input: DecideDisputeInput!) {
    decideDispute(input: $input) {
      id
      waitingForIssuer
      ...DisputeDecisions
    }
  }
`);

/** What can be decided about a dispute now, each behind a question. */
export function DecideDispute({
  dispute: masked,
  onLookAgain,
}: {
  dispute: FragmentType<typeof DisputeDecisions>;
  onLookAgain: () => Promise<unknown>;
}) {
  const words = useWords();
  const { id, version, decisions } = readFragment(DisputeDecisions, masked);
  const [asked, setAsked] = useState<DisputeDecision | null>(null);
  return (
    <>
      <Group gap="xs">
        {decisions.map((decision) => (
          <Button key={decision} variant={decision === 'INSIST' ? 'filled' : 'default'} onClick={() => setAsked(decision)}>
            {words(disputeDecisionWords[decision])}
          </Button>
        ))}
      </Group>
      {asked && (
        <Question
          key={asked}
          dispute={{ id, version }}
          decision={asked}
          onClose={() => setAsked(null)}
          onLookAgain={async () => {
            await onLookAgain();
            setAsked(null);
          }}
        />
      )}
    </>
  );
}

interface QuestionProps {
  dispute: { id: string; version: number };
  decision: DisputeDecision;
  onClose: () => void;
  onLookAgain: () => Promise<unknown>;
}

function Question({ dispute, decision, onClose, onLookAgain }: QuestionProps) {
  const { t } = useLingui();
  const words = useWords();
  const [reason, setReason] = useState('');
  const decide = useCommand(DecideDisputeMutation, { refetch: ['Dispute', 'Disputes'] });
  const questions: Readonly<Record<DisputeDecision, { title: string; text: string }>> = {
    INSIST: {
      title: t`Insist on this dispute?`,
      text: t`The case goes one step further at the card network, which may charge a fee if it is lost. Add the evidence first.`,
    },
    ACCEPT: { title: t`Give in?`, text: t`The merchant keeps the money and the dispute is over. This cannot be taken back.` },
    WRITE_OFF: {
      title: t`Write this dispute off?`,
      text: t`The programme bears the loss and the company is credited. This cannot be taken back.`,
    },
  };
  const act = async () => {
    const note = reason.trim();
    const input = { disputeId: dispute.id, decision, expectedVersion: dispute.version, ...(note === '' ? {} : { reason: note }) };
    if ((await decide.run(input)) !== null) onClose();
  };
  return (
    <ConfirmDialog
      opened
      danger={decision !== 'INSIST'}
      title={questions[decision].title}
      confirmLabel={words(disputeDecisionWords[decision])}
      cancelLabel={t`Cancel`}
      busy={decide.busy}
      error={decide.refusal && <CommandRefusal refusal={decide.refusal} onLookAgain={onLookAgain} />}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Stack gap="sm">
        {questions[decision].text}
        <Textarea
          label={t`Why`}
          description={t`Kept in the history of the dispute.`}
          autosize
          minRows={2}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </Stack>
    </ConfirmDialog>
  );
}
