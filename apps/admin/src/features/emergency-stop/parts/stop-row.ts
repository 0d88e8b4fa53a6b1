import { graphql } from '../../../gql/index.ts';

/** What a stop shows wherever it stands. */
export const StopRow = graphql(`
  fragment StopRow on EmergencyStop {
    id
    scope
    subjectId
    subjectName
    stoppedAt
    stoppedBy
    reason
    liftedAt
    liftedBy
    liftReason
  }
`);
