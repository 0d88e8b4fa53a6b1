import { graphql } from '../../../gql/index.ts';

/** Where the verification of a company or a person stands. */
export const HolderVerificationPart = graphql(`
  fragment HolderVerification on HolderVerification {
    id
    status
    step
    attemptsLeft
    mayHoldCards
    verifications {
      id
      state
      submittedAt
      submittedByName
      isManual
      codes {
        code
        message
      }
    }
  }
`);
