import { graphql } from '../../../gql/index.ts';

/** What every list of purchases shows of one. */
export const TransactionRow = graphql(`
  fragment TransactionRow on Transaction {
    id
    kind
    status
    unconfirmed
    transactedAt
    declineSentence
    amount {
      minor
      currency
    }
    refunded {
      minor
      currency
    }
    merchant {
      name
      mcc
      category
      city
      country
    }
    card {
      id
      name
      lastFour
    }
    holder {
      id
      displayName
    }
  }
`);
