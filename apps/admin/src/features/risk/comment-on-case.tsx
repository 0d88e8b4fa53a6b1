import { useLingui } from '@lingui/react/macro';
import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';
import { CommandRefusal } from '../../lib/command-refusal.tsx';

const CommentOnCaseMutation = graphql(`
  mutation CommentOnRiskCase($input: CommentOnRiskCaseInput!) {
    commentOnRiskCase(input: $input) {
      id
      version
      history {
        id
      }
    }
  }
`);

export function CommentOnCase({ caseId }: { caseId: string }) {
  const { t } = useLingui();
  const [comment, setComment] = useState('');
  const say = useCommand(CommentOnCaseMutation, { refetch: ['RiskCase'] });
  const send = async () => {
    if ((await say.run({ caseId, comment: comment.trim() })) !== null) setComment('');
  };
  return (
    <Stack gap="xs">
      <Textarea
        label={t`Comment`}
        description={t`For whoever sees this case.`}
        autosize
        minRows={2}
        maxLength={2000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      {say.refusal && <CommandRefusal refusal={say.refusal} onLookAgain={() => Promise.resolve(say.reset())} />}
      <Group justify="flex-end">
        <Button variant="default" disabled={comment.trim() === ''} loading={say.busy} onClick={() => void send()}>
          {t`Comment`}
        </Button>
      </Group>
    </Stack>
  );
}
