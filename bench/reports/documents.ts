/** What is asked by name: documents that the product knows as its apps' own. */
export const REPORT = `query Report($day: String) {
  spendReport(by: CATEGORY, period: MONTH, day: $day) {
    startsOn
    spent { minor }
    spentBefore { minor }
    purchases
    rows { subject name spent { minor } spentBefore { minor } purchases }
    trend { startsOn spent { minor } }
  }
}`;

/** A page of each list, with all that a screen shows of a row. */
export const PAGES = {
  transactions: `query Transactions($first: Int!) {
    transactions(first: $first) {
      edges { node { id status amount { minor currency } merchant { name category } card { id name lastFour } holder { id displayName } transactedAt } }
    }
  }`,
  cards: `query Cards($first: Int!) {
    cards(first: $first) {
      edges { node { id name lastFour status holder { id displayName } program { id name } spentThisMonth { minor } limits { window used { minor } limit { minor } } controls { id sentence } } }
    }
  }`,
  people: `query People($first: Int!) {
    people(first: $first) { edges { node { id displayName role status teams { id name } spentThisMonth { minor } cards { id name } } } }
  }`,
  cases: `query Cases($first: Int!) {
    riskCases(first: $first) { edges { node { id rule state person { id displayName } card { id name } assignee { id displayName } alertCount } } }
  }`,
} as const;
