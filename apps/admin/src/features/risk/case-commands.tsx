import { ConfirmDialog } from '@afc/ui';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Radio, Select, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { CaseCommandsFragment, RiskCaseOutcome } from '../../gql/graphql.ts';
import { type FragmentType, graphql, readFragment } from '../../gql/index.ts';
import { type Command, useCommand } from '../../lib/command.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';
import { options } from '../../lib/search.ts';
import { caseOutcomeWords, useWords } from '../../lib/words.ts';

const CaseCommandsPart = graphql(`
  fragment CaseCommands on RiskCase {
    id
    version
    state
    outcome
    assignee {
      id
      displayName
    }
    assignees {
      id
      displayName
    }
  }
`);

const AssignMutation = graphql(`
  mutation AssignRiskCase($input: AssignRiskCaseInput!) {
    assignRiskCase(input: $input) {
      id
      ...CaseCommands
    }
  }
`);

const CloseMutation = graphql(`
  mutation CloseRiskCase($input: CloseRiskCaseInput!) {
    closeRiskCase(input: $input) {
      id
      ...CaseCommands
    }
  }
`);

const ReopenMutation = graphql(`
  mutation ReopenRiskCase($input: ReopenRiskCaseInput!) {
    reopenRiskCase(input: $input) {
      id
      ...CaseCommands
    }
  }
`);

const REFETCH = { refetch: ['RiskCase', 'RiskCases'] };

type Asked = 'assign' | 'close' | 'reopen';

interface CaseCommandsProps {
  found: FragmentType<typeof CaseCommandsPart>;
  onLookAgain: () => Promise<unknown>;
}

/** What can be done with the case now, each behind a question. */
export function CaseCommands({ found: masked, onLookAgain }: CaseCommandsProps) {
  const found = readFragment(CaseCommandsPart, masked);
  const [asked, setAsked] = useState<Asked | null>(null);
  const dialog = {
    found,
    onClose: () => setAsked(null),
    onLookAgain: async () => {
      await onLookAgain();
      setAsked(null);
    },
  };
  return (
    <>
      <Group gap="xs">
        {found.state === 'CLOSED' ? (
          <Button variant="default" onClick={() => setAsked('reopen')}>
            <Trans>Open again</Trans>
          </Button>
        ) : (
          <>
            <Button variant="default" onClick={() => setAsked('assign')}>
              <Trans>Give to</Trans>
            </Button>
            <Button onClick={() => setAsked('close')}>
              <Trans>Close</Trans>
            </Button>
          </>
        )}
      </Group>
      {asked === 'assign' && <Assign {...dialog} />}
      {asked === 'close' && <Close {...dialog} />}
      {asked === 'reopen' && <Reopen {...dialog} />}
    </>
  );
}

interface DialogProps {
  found: CaseCommandsFragment;
  onClose: () => void;
  onLookAgain: () => Promise<unknown>;
}

function refusalOf<Data, Input>({ refusal }: Command<Data, Input>, onLookAgain: () => Promise<unknown>) {
  return refusal && <CommandRefusal refusal={refusal} onLookAgain={onLookAgain} />;
}

function Assign({ found: { id, version, assignee, assignees }, onClose, onLookAgain }: DialogProps) {
  const { t } = useLingui();
  const [assigneeId, setAssigneeId] = useState(assignee?.id ?? null);
  const assign = useCommand(AssignMutation, REFETCH);
  const act = async () => {
    if ((await assign.run({ caseId: id, assigneeId, expectedVersion: version })) !== null) onClose();
  };
  return (
    <ConfirmDialog
      opened
      title={t`Who looks at it?`}
      confirmLabel={assigneeId === null ? t`Give back` : t`Give to`}
      cancelLabel={t`Cancel`}
      busy={assign.busy}
      disabled={assigneeId === (assignee?.id ?? null)}
      error={refusalOf(assign, onLookAgain)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Select
        label={t`Looked at by`}
        placeholder={t`Nobody`}
        clearable
        searchable
        data={assignees.map((person) => ({ value: person.id, label: person.displayName }))}
        value={assigneeId}
        onChange={setAssigneeId}
        data-autofocus
      />
    </ConfirmDialog>
  );
}

function Close({ found: { id, version }, onClose, onLookAgain }: DialogProps) {
  const { t } = useLingui();
  const words = useWords();
  const [outcome, setOutcome] = useState<RiskCaseOutcome | null>(null);
  const [comment, setComment] = useState('');
  const close = useCommand(CloseMutation, REFETCH);
  const act = async () => {
    if (outcome === null) return;
    if ((await close.run({ caseId: id, outcome, expectedVersion: version, ...said(comment) })) !== null) onClose();
  };
  return (
    <ConfirmDialog
      opened
      title={t`How did it come out?`}
      confirmLabel={t`Close`}
      cancelLabel={t`Cancel`}
      busy={close.busy}
      disabled={outcome === null}
      error={refusalOf(close, onLookAgain)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Stack gap="md">
        <Radio.Group aria-label={t`How did it come out?`} value={outcome} onChange={(value) => setOutcome(chosen(value))}>
          <Stack gap="xs">
            {options.caseOutcomes.map((value) => (
              <Radio key={value} value={value} label={words(caseOutcomeWords[value])} />
            ))}
          </Stack>
        </Radio.Group>
        <Comment value={comment} onChange={setComment} />
      </Stack>
    </ConfirmDialog>
  );
}

function Reopen({ found: { id, version }, onClose, onLookAgain }: DialogProps) {
  const { t } = useLingui();
  const [comment, setComment] = useState('');
  const reopen = useCommand(ReopenMutation, REFETCH);
  const act = async () => {
    if ((await reopen.run({ caseId: id, expectedVersion: version, ...said(comment) })) !== null) onClose();
  };
  return (
    <ConfirmDialog
      opened
      title={t`Open this case again?`}
      confirmLabel={t`Open again`}
      cancelLabel={t`Cancel`}
      busy={reopen.busy}
      error={refusalOf(reopen, onLookAgain)}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <Comment value={comment} onChange={setComment} />
    </ConfirmDialog>
  );
}

function Comment({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useLingui();
  return (
    <Textarea
      label={t`Why`}
      description={t`Kept in the history of the case.`}
      autosize
      minRows={2}
      maxLength={2000}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function said(comment: string): { comment?: string } {
  const text = comment.trim();
  return text === '' ? {} : { comment: text };
}

function chosen(value: string): RiskCaseOutcome | null {
  return options.caseOutcomes.find((outcome) => outcome === value) ?? null;
}
