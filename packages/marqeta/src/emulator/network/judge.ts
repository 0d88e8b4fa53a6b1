import type { HolderStatus } from '../../wire/holder.ts';
import { isActiveStatus } from '../core/holder-state.ts';

/** What Marqeta looks at before it asks the gateway. */
export interface Facts {
  readonly at: number;
  readonly card: { readonly state: string; readonly expiresAt: number };
  readonly holder: { readonly status: HolderStatus };
  /** The owner of the account, when it is another: the business. */
  readonly account: { readonly status: HolderStatus };
  readonly product: {
    readonly ignoresSuspension: boolean;
    readonly ecommerce: boolean;
    readonly atm: boolean;
    readonly other: boolean;
    readonly usOnly: boolean;
    readonly requiresSecurityCode: boolean;
  };
  readonly purchase: {
    readonly cardPresent: boolean;
    readonly atm: boolean;
    readonly country: string;
    /** `null` when none was given. */
    readonly securityCodeMatches: boolean | null;
    readonly pinMatches: boolean | null;
    readonly expirationMatches: boolean | null;
  };
}

type Check = (facts: Facts) => string | null;

/** In the order of wire-format §17.3. Spend controls of the platform belong at the end, before the gateway is asked. */
const CHECKS: readonly Check[] = [
  ({ card }) => (card.state === 'UNACTIVATED' || card.state === 'TERMINATED' ? '1806' : null),
  ({ card, product }) => (card.state === 'SUSPENDED' && !product.ignoresSuspension ? '1003' : null),
  ({ card, at }) => (at > card.expiresAt ? '1001' : null),
  ({ purchase }) => (purchase.expirationMatches === false ? '1002' : null),
  ({ holder, account }) => (isActiveStatus(holder.status) && isActiveStatus(account.status) ? null : '1813'),
  ({ purchase, product }) =>
    purchase.securityCodeMatches === false ||
    (purchase.securityCodeMatches === null && product.requiresSecurityCode && !purchase.cardPresent)
      ? '1825'
      : null,
  ({ purchase }) => (purchase.pinMatches === false ? '1809' : null),
  ({ purchase, product }) => (!purchase.cardPresent && !product.ecommerce ? '1831' : null),
  ({ purchase, product }) => (purchase.atm && !product.atm ? '1015' : null),
  ({ purchase, product }) => (purchase.cardPresent && !purchase.atm && !product.other ? '1015' : null),
  ({ purchase, product }) => (product.usOnly && !US.has(purchase.country) ? '1864' : null),
];

const US: ReadonlySet<string> = new Set(['USA', 'US', '840']);

/** The response code with which Marqeta itself declines, or `null`: then the gateway is asked. */
export function judge(facts: Facts): string | null {
  for (const check of CHECKS) {
    const code = check(facts);
    if (code !== null) return code;
  }
  return null;
}
