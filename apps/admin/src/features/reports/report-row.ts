import { graphql } from '../../gql/index.ts';

export const ReportRow = graphql(`
  fragment ReportRow on SpendReportRow {
    subject
    name
    purchases
    spent {
      minor
      currency
    }
    spentBefore {
      minor
      currency
    }
    budget {
      minor
      currency
    }
  }
`);
