import { graphql } from '../../../gql/index.ts';

/** What a list of people shows of one. */
export const PersonRow = graphql(`
  fragment PersonRow on Person {
    id
    displayName
    email
    role
    status
    holderStatus
    teams {
      id
      name
    }
    spentThisMonth {
      minor
      currency
    }
  }
`);
