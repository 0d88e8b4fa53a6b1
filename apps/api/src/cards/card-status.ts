/** What we want of a card. */
export type CardStatus =
  /** A physical card on its way to the holder. Leads to ACTIVE or TERMINATED. */
  | 'UNACTIVATED'
  /** May be used, if Marqeta has it active too. */
  | 'ACTIVE'
  /** Frozen: declined from the moment of our commit, whether Marqeta knows yet or not. */
  | 'SUSPENDED'
  /** Final. */
  | 'TERMINATED';
