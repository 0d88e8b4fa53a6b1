/** What the admin's overview follows. */
export const FOLLOW = `subscription Follow($after: String) {
  spendFeed(after: $after) {
    cursor
    kind
    event
    at
    card { id name lastFour status }
    transaction {
      id
      status
      amount { minor currency }
      merchant { name mcc category city country }
      card { id lastFour }
      holder { id displayName }
      transactedAt
    }
  }
}`;
