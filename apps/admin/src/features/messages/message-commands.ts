import type { DeadLetterAction } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';

const ReplayMessages = graphql(`
  mutation ReplayMessages($input: DecideDeadLettersInput!) {
    replayDeadLetters(input: $input) {
      ...MessageRow
    }
  }
`);

const DismissMessages = graphql(`
  mutation DismissMessages($input: DismissDeadLettersInput!) {
    dismissDeadLetters(input: $input) {
      ...MessageRow
    }
  }
`);

const RestoreMessages = graphql(`
  mutation RestoreMessages($input: DecideDeadLettersInput!) {
    restoreDeadLetters(input: $input) {
      ...MessageRow
    }
  }
`);

const refetch = ['Messages', 'Message', 'DeadLetterKinds', 'OpenDeadLetters'];

/** What an operator decides about one message or many. */
export function useMessageCommand(action: DeadLetterAction) {
  const replay = useCommand(ReplayMessages, { refetch });
  const dismiss = useCommand(DismissMessages, { refetch });
  const restore = useCommand(RestoreMessages, { refetch });
  const { busy, refusal, reset } = { REPLAY: replay, DISMISS: dismiss, RESTORE: restore }[action];
  /** True when it was done. */
  const run = async (ids: readonly string[], reason: string): Promise<boolean> => {
    switch (action) {
      case 'REPLAY':
        return (await replay.run({ ids: [...ids] })) !== null;
      case 'DISMISS':
        return (await dismiss.run({ ids: [...ids], reason })) !== null;
      case 'RESTORE':
        return (await restore.run({ ids: [...ids] })) !== null;
    }
  };
  return { run, busy, refusal, reset };
}
