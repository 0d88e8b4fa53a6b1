import type { CompanySignInQuery as CompanySignInData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';

export const CompanySignInQuery = graphql(`
  query CompanySignIn {
    companySignIn {
      redirectUri
      provider {
        issuer
        clientId
        domains
        required
        sparedAdminIds
        provenAt
        version
      }
    }
  }
`);

export type Provider = NonNullable<CompanySignInData['companySignIn']['provider']>;
