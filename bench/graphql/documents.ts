/** The purchases of a page, as a list shows them: about 16 KB for 50. */
export const PURCHASES = `query Purchases($first: Int!, $after: String, $filter: TransactionFilter) {
  transactions(first: $first, after: $after, filter: $filter) {
    edges {
      cursor
      node {
        id
        kind
        status
        amount { minor currency }
        refunded { minor currency }
        merchant { name mcc category city country }
        card { id name lastFour }
        holder { id displayName }
        transactedAt
        unconfirmed
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** The same columns and relations under the names that PostGraphile's Amber preset gives them. */
export const PURCHASES_OF_POSTGRAPHILE = `query Purchases($first: Int!, $companyId: UUID!) {
  allTransactions(first: $first, orderBy: [TRANSACTED_AT_DESC, ROW_ID_DESC], condition: { companyId: $companyId }) {
    edges {
      cursor
      node {
        rowId
        kind
        status
        amountMinor
        currency
        refundedMinor
        merchantName
        merchantCategory
        merchantCity
        merchantCountry
        cardByCompanyIdAndCardId { rowId name lastFour userByCompanyIdAndUserId { rowId firstName lastName } }
        transactedAt
        unconfirmed
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** By this name the product is asked for `PURCHASES` without its text. */
export const PURCHASES_HASH = 'bench-purchases';
