import type { PeopleBulkAction, PeopleBulkPartFragment } from '../../../gql/graphql.ts';
import { graphql, readFragment } from '../../../gql/index.ts';
import { useCommand } from '../../../lib/command.ts';

const PeopleBulkPart = graphql(`
  fragment PeopleBulkPart on PeopleBulk {
    id
    action
    undoableUntil
    rows {
      personId
      refusal
      sentence
      person {
        id
        displayName
        teams {
          id
          name
        }
      }
    }
  }
`);

const ChangePeople = graphql(`
  mutation ChangePeople($input: ChangePeopleInput!) {
    changePeople(input: $input) {
      ...PeopleBulkPart
    }
  }
`);

const UndoPeopleBulk = graphql(`
  mutation UndoPeopleBulk($input: UndoPeopleBulkInput!) {
    undoPeopleBulk(input: $input) {
      ...PeopleBulkPart
    }
  }
`);

/** Commands to many people. What comes back says of each what became of it; null when the whole was refused. */
export function usePeopleBulk() {
  const refetch = ['People', 'Teams'];
  const change = useCommand(ChangePeople, { refetch });
  const undo = useCommand(UndoPeopleBulk, { refetch });
  return {
    change: {
      ...change,
      run: async (action: PeopleBulkAction, personIds: string[], teamId: string): Promise<PeopleBulkPartFragment | null> => {
        const done = await change.run({ action, personIds, teamId });
        return done === null ? null : readFragment(PeopleBulkPart, done.changePeople);
      },
    },
    undo: async (bulkId: string): Promise<PeopleBulkPartFragment | null> => {
      const done = await undo.run({ bulkId });
      return done === null ? null : readFragment(PeopleBulkPart, done.undoPeopleBulk);
    },
  };
}
