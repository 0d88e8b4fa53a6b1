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
