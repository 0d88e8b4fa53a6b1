import type { VerificationQueueQuery as VerificationQueueData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';

/** What waits for somebody, in the whole installation. */
export const VerificationQueueQuery = graphql(`
  query VerificationQueue {
    verificationQueue {
      companyId
      companyName
      personId
      personName
      status
      needsDocument
      attemptsLeft
      mayVouch
      verification {
        id
        state
        submittedAt
        submittedByName
        codes {
          code
          message
        }
      }
    }
  }
`);

export type Queued = VerificationQueueData['verificationQueue'][number];
