import { graphql } from '../../gql/index.ts';

/** What an orphan hold shows, in its list and in full. */
export const OrphanRow = graphql(`
  fragment OrphanRow on OrphanHold {
    id
    state
    cause
    sentence
    openedAt
    changedAt
    asks
    lastAskedAt
    nextAskAt
    askedAt
    decidedAt
    committedAt
    answeredAt
    wordAt
    word
    amount {
      minor
      currency
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
      held {
        minor
        currency
      }
      cleared {
        minor
        currency
      }
    }
    events {
      id
      at
      code
      sentence
    }
  }
`);
