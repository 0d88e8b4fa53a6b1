import { graphql } from '../../../gql/index.ts';

export const BudgetRow = graphql(`
  fragment BudgetRow on Budget {
    id
    month
    version
    team {
      id
      name
    }
    amount {
      minor
      currency
    }
    spent {
      minor
      currency
    }
  }
`);
