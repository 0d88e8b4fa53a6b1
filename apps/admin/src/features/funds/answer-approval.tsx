import { useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Stack } from '@mantine/core';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { useRefusalSentence } from '../../lib/refusal-words.ts';

const AnswerApprovalMutation = graphql(`
  mutation AnswerApproval($input: AnswerApprovalInput!) {
    answerApproval(input: $input) {
      id
      status
      version
    }
  }
`);

const WithdrawApprovalMutation = graphql(`
  mutation WithdrawApproval($input: WithdrawApprovalInput!) {
    withdrawApproval(input: $input) {
      id
      status
      version
    }
  }
`);

interface AnswerApprovalProps {
  approval: { id: string; version: number };
  isOwn: boolean;
  /** Names of the queries that an answer changes. */
  refetch: readonly string[];
}

/** Another admin says yes or no; who asked may take it back. */
export function AnswerApproval({ approval, isOwn, refetch }: AnswerApprovalProps) {
  const { t } = useLingui();
  const sentence = useRefusalSentence();
  const answer = useCommand(AnswerApprovalMutation, { refetch });
  const withdraw = useCommand(WithdrawApprovalMutation, { refetch });
  const refusal = answer.refusal ?? withdraw.refusal;
  const say = (yes: boolean) =>
    void answer.run({ approvalId: approval.id, answer: yes ? 'APPROVED' : 'DECLINED', expectedVersion: approval.version });
  return (
    <Stack gap="xs" align="flex-start">
      <Group gap="xs">
        {isOwn ? (
          <Button variant="default" loading={withdraw.busy} onClick={() => void withdraw.run({ approvalId: approval.id })}>
            {t`Take it back`}
          </Button>
        ) : (
          <>
            <Button loading={answer.busy} onClick={() => say(true)}>
              {t`Agree`}
            </Button>
            <Button variant="default" disabled={answer.busy} onClick={() => say(false)}>
              {t`Do not agree`}
            </Button>
          </>
        )}
      </Group>
      {refusal && (
        <Alert color="red" role="alert">
          {sentence(refusal)}
        </Alert>
      )}
    </Stack>
  );
}
