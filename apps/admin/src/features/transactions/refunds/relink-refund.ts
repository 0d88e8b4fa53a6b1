import { graphql } from '../../../gql/index.ts';

/** Says to which purchase a refund belongs; said again otherwise, it is taken back. */
export const RelinkRefundMutation = graphql(`
  mutation RelinkRefund($input: RelinkRefundInput!) {
    relinkRefund(input: $input) {
      id
      ...TransactionRefunds
    }
  }
`);
