/** How a card gets into a wallet (wire-format §4, `provisioning_controls`). */
export const PROVISIONING_CHANNELS = [
  'manual_entry',
  'wallet_provider_card_on_file',
  'in_app_provisioning',
  'web_push_provisioning',
] as const;
export type ProvisioningChannel = (typeof PROVISIONING_CHANNELS)[number];

export interface EligibilityFacts {
  readonly at: number;
  readonly card: { readonly state: string; readonly expiresAt: number };
  readonly holderActive: boolean;
  readonly product: { readonly channelOpen: boolean; readonly alwaysVerifies: boolean };
  /** `null` when none was given. */
  readonly securityCodeMatches: boolean | null;
  /** What the wallet thinks of its account and device. */
  readonly recommends: 'GREEN' | 'YELLOW' | 'RED';
}

export interface Eligibility {
  readonly decision: 'DECISION_GREEN' | 'DECISION_YELLOW' | 'DECISION_RED';
  /** `issuer_eligibility_decision`; beyond those of §5.11 it is the code with which a purchase would be declined. */
  readonly code: string;
}

type Check = (facts: EligibilityFacts) => string | null;

const REFUSALS: readonly Check[] = [
  ({ card }) => (card.state === 'UNACTIVATED' || card.state === 'TERMINATED' ? '1806' : null),
  ({ card }) => (card.state === 'SUSPENDED' ? '1003' : null),
  ({ card, at }) => (at > card.expiresAt ? '1001' : null),
  ({ holderActive }) => (holderActive ? null : '1813'),
  ({ product }) => (product.channelOpen ? null : '1015'),
  ({ securityCodeMatches }) => (securityCodeMatches === false ? 'invalid.cid' : null),
  ({ recommends }) => (recommends === 'RED' ? '1886' : null),
];

/** Whether the card may go into the wallet: at once, after a check of who holds it, or not. */
export function eligibility(facts: EligibilityFacts): Eligibility {
  for (const check of REFUSALS) {
    const code = check(facts);
    if (code !== null) return { decision: 'DECISION_RED', code };
  }
  if (facts.product.alwaysVerifies || facts.recommends === 'YELLOW') {
    return { decision: 'DECISION_YELLOW', code: 'token.activation.verification.required' };
  }
  return { decision: 'DECISION_GREEN', code: '0000' };
}
