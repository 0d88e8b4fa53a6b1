import { graphql } from '../../../gql/index.ts';

/** What a case shows wherever it stands in a list. */
export const CaseRow = graphql(`
  fragment CaseRow on RiskCase {
    id
    rule
    state
    outcome
    urgent
    sentence
    alertCount
    openedAt
    lastAlertAt
    person {
      id
      displayName
    }
    assignee {
      id
      displayName
    }
  }
`);
