import { graphql } from '../../../gql/index.ts';

/** What a dispute shows wherever it stands in a list. */
export const DisputeRow = graphql(`
  fragment DisputeRow on Dispute {
    id
    state
    reason
    openedAt
    waitingForIssuer
    amount {
      minor
      currency
    }
    deadline {
      waitsFor
      at
    }
    transaction {
      id
      merchant {
        name
        mcc
      }
      holder {
        id
        displayName
      }
    }
  }
`);
