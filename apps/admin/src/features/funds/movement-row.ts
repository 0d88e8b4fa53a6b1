import { graphql } from '../../gql/index.ts';

/** What a top-up or a withdrawal shows wherever it stands. */
export const FundMovementRow = graphql(`
  fragment FundMovementRow on FundMovement {
    id
    kind
    state
    stateAt
    reference
    requestedAt
    requestedByName
    version
    actions
    amount {
      minor
      currency
    }
    approval {
      id
      version
    }
  }
`);
