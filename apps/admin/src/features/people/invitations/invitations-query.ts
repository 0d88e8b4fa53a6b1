import { graphql } from '../../../gql/index.ts';

export const InvitationsQuery = graphql(`
  query Invitations {
    invitations {
      id
      firstName
      lastName
      email
      role
      sentAt
      expiresAt
      isExpired
      invitedByName
      team {
        id
        name
      }
    }
  }
`);
