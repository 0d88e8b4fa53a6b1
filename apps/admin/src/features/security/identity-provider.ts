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
        domainProofs {
          domain
          recordName
          recordValue
          provenAt
          checkedAt
          endsAt
        }
        required
        sparedAdminIds
        provenAt
        version
      }
    }
  }
`);

export type Provider = NonNullable<CompanySignInData['companySignIn']['provider']>;
export type DomainProof = Provider['domainProofs'][number];
