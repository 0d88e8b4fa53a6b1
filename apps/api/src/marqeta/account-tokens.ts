/** Tokens of what this installation has in the Marqeta account: its own, so that two installations can share one. */
export type AccountTokens = {
  /** The programme gateway: whom Marqeta asks. */
  readonly gateway: string;
  /** Whom it tells. */
  readonly webhook: string;
  /** What companies and people are made in: it says whether they must be verified (wire-format §3.5). */
  readonly holderGroup: string;
};

export const DEFAULT_TOKENS: AccountTokens = { gateway: 'afc_gateway', webhook: 'afc_webhook', holderGroup: 'afc_holders' };
