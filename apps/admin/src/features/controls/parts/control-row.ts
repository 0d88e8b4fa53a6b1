import { graphql } from '../../../gql/index.ts';

/** All that a control's row and its editor show. */
export const ControlRow = graphql(`
  fragment ControlRow on SpendingControl {
    id
    scope
    subjectId
    controlType
    mode
    isActive
    window
    mccs
    sentence
    version
    updatedAt
    mirror {
      state
      refusal
    }
    amount {
      minor
      currency
    }
  }
`);
