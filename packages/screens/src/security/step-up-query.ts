import { graphql } from '../gql/index.ts';

/** How somebody can show that it is them. */
export const StepUpQuery = graphql(`
  query StepUp {
    viewer {
      id
      signedInByCompany
      secondFactor {
        confirmedAt
      }
      passkeys {
        id
      }
    }
  }
`);
