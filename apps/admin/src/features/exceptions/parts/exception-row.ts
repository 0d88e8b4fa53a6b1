import { graphql } from '../../../gql/index.ts';

/** All that is said of an exception wherever it is shown. */
export const ExceptionRow = graphql(`
  fragment ExceptionRow on ControlException {
    id
    scope
    merchantName
    expiresAt
    uses
    usedCount
    reason
    grantedBy
    merchant {
      by
      value
    }
    amount {
      minor
      currency
    }
  }
`);
