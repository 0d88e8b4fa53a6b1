import { graphql } from '../../gql/index.ts';

/** What a service account shows, with its keys. */
export const ServiceAccountRow = graphql(`
  fragment ServiceAccountRow on ServiceAccount {
    id
    name
    scopes
    allowedIps
    version
    createdBy
    createdAt
    keys {
      id
      ...ApiKeyRow
    }
  }
`);

export const ApiKeyRow = graphql(`
  fragment ApiKeyRow on ApiKey {
    id
    start
    state
    createdBy
    createdAt
    expiresAt
    expiresSoon
    lastUsedAt
    lastUsedIp
    revokedAt
  }
`);

/** Of the query that every change reads again. */
export const LIST = 'ServiceAccounts';
