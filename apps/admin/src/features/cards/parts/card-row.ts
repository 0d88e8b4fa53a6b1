import { graphql } from '../../../gql/index.ts';

/** What every list of cards shows of one, and what the live feed keeps fresh. */
export const CardRow = graphql(`
  fragment CardRow on Card {
    id
    name
    cardType
    status
    issuerStatus
    issuerRefusal
    waitingForIssuer
    lastFour
    expiresAt
    color
    version
    actions
    holder {
      id
      displayName
    }
    program {
      id
      name
    }
    spentThisMonth {
      minor
      currency
    }
  }
`);
