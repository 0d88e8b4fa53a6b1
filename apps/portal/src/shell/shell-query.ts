import { graphql } from '../gql/index.ts';

/** Who looks, and where the live feed stands: read together, so that nothing falls between the two. */
export const ShellQuery = graphql(`
  query Shell {
    feedCursor
    viewer {
      id
      role
      displayName
      email
      unreadNotifications
      person {
        id
      }
    }
    company {
      id
      name
      timeZone
      currency
    }
  }
`);
