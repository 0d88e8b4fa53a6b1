import { graphql } from '../../gql/index.ts';

/** What the list shows of a message that was not applied, and what a decision about it changes. */
export const MessageRow = graphql(`
  fragment MessageRow on DeadLetter {
    id
    envelope
    type
    state
    problem
    attempts
    flag
    receivedAt
    reason
    decidedByName
    decidedAt
    actions
  }
`);
