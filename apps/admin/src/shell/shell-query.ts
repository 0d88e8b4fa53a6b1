import { graphql } from '../gql/index.ts';

export const ShellQuery = graphql(`
  query Shell {
    viewer {
      id
      role
      displayName
      email
      permissions
      unreadNotifications
      openDeadLetters
      reading {
        id
        expiresAt
      }
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
