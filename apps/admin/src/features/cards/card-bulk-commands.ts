import type { CardBulkAction, CardBulkPartFragment } from '../../gql/graphql.ts';
import { graphql, readFragment } from '../../gql/index.ts';
import { useCommand } from '../../lib/command.ts';

const CardBulkPart = graphql(`
  fragment CardBulkPart on CardBulk {
    id
    action
    undoableUntil
    rows {
      cardId
      refusal
      sentence
      card {
        id
        name
        status
        issuerStatus
        waitingForIssuer
        version
        actions
        holder {
          id
          displayName
        }
      }
    }
  }
`);

const ChangeCards = graphql(`
  mutation ChangeCards($input: ChangeCardsInput!) {
    changeCards(input: $input) {
      ...CardBulkPart
    }
  }
`);

const UndoCardBulk = graphql(`
  mutation UndoCardBulk($input: UndoCardBulkInput!) {
    undoCardBulk(input: $input) {
      ...CardBulkPart
    }
  }
`);

/** Commands to many cards. What comes back says of each card what became of it; null when the whole was refused. */
export function useCardBulk() {
  const change = useCommand(ChangeCards);
  const undo = useCommand(UndoCardBulk);
  return {
    change: {
      ...change,
      run: async (action: CardBulkAction, cardIds: string[], reason: string): Promise<CardBulkPartFragment | null> => {
        const done = await change.run({ action, cardIds, ...(reason !== '' && { reason }) });
        return done === null ? null : readFragment(CardBulkPart, done.changeCards);
      },
    },
    undo: async (bulkId: string): Promise<CardBulkPartFragment | null> => {
      const done = await undo.run({ bulkId });
      return done === null ? null : readFragment(CardBulkPart, done.undoCardBulk);
    },
  };
}
