import type { SanctionsHitsQuery as SanctionsHitsData } from '../../gql/graphql.ts';
import { graphql } from '../../gql/index.ts';

export const SanctionsHitsQuery = graphql(`
  query SanctionsHits($states: [SanctionsHitState!], $after: String) {
    sanctionsHits(first: 50, after: $after, states: $states) {
      edges {
        cursor
        node {
          id
          companyName
          personName
          score
          state
          foundAt
          decidedByName
          decidedAt
          reason
          version
          entry {
            id
            name
            aliases
            birthDate
            country
            list
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

/** Whose name is like one of the list. */
export type Hit = SanctionsHitsData['sanctionsHits']['edges'][number]['node'];
