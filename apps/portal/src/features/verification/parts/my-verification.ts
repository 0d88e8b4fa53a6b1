import { graphql } from '../../../gql/index.ts';

/** Where my verification stands. */
export const MyVerificationPart = graphql(`
  fragment MyVerification on HolderVerification {
    id
    status
    step
    attemptsLeft
    terms {
      version
      text
      accepted
    }
    verifications {
      id
      state
      submittedAt
      settledAt
      codes {
        code
        message
      }
    }
  }
`);

export const AcceptTerms = graphql(`
  mutation AcceptTerms($input: AcceptTermsInput!) {
    acceptTerms(input: $input) {
      ...MyVerification
    }
  }
`);

export const SubmitMyVerification = graphql(`
  mutation SubmitMyVerification($input: SubmitMyVerificationInput!) {
    submitMyVerification(input: $input) {
      ...MyVerification
    }
  }
`);
