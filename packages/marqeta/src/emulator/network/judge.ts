import type { HolderStatus } from '../../wire/holder.ts';
import { isActiveStatus } from '../core/holder-state.ts';
import type { UnconfirmedChoices } from '../settings.ts';

/** What Marqeta looks at before it asks whoever pays. */
export interface Facts {
  readonly at: number;
  readonly card: {
    readonly state: string;
    readonly expiresAt: number;
    /** Why it is suspended or terminated, when that was said to be a loss or a theft. */
    readonly missing: 'LOST' | 'STOLEN' | null;
  };
  readonly holder: { readonly status: HolderStatus };
  /** The owner of the account, when it is another: the business. */
  readonly account: { readonly status: HolderStatus };
  readonly product: {
    readonly ignoresSuspension: boolean;
    readonly ecommerce: boolean;
    readonly atm: boolean;
    readonly other: boolean;
    readonly quasiCash: boolean;
    readonly spendsAccount: boolean;
    readonly requiresSecurityCode: boolean;
    readonly requiresPin: boolean;
    readonly requiresChip: boolean;
    readonly allowsChipFallback: boolean;
  };
  readonly purchase: {
    /** Nothing, where something must be asked for. */
    readonly isEmpty: boolean;
    readonly cardPresent: boolean;
    readonly entry: 'CHIP' | 'CHIP_FALLBACK' | 'OTHER';
    readonly atm: boolean;
    readonly quasiCash: boolean;
    readonly ownFunds: boolean;
    readonly countryAccepted: boolean;
    /** `null` when none was given. */
    readonly securityCodeMatches: boolean | null;
    readonly pinMatches: boolean | null;
    readonly expirationMatches: boolean | null;
    readonly pinGiven: boolean;
    readonly addressRefused: boolean;
  };
}

type Codes = Pick<
  UnconfirmedChoices,
  | 'limitedCardsMaySpend'
  | 'addressMismatchCode'
  | 'pinRequiredCode'
  | 'chipRequiredCode'
  | 'quasiCashCode'
  | 'ownFundsCode'
  | 'lostAndStolenNamed'
>;
type Check = (facts: Facts, codes: Codes) => string | null;

/** In the order of wire-format §17.3. Spend controls of the platform belong at the end, before the gateway is asked. */
const CHECKS: readonly Check[] = [
  ({ card }) => (card.state === 'UNACTIVATED' ? '1806' : null),
  ({ card }, { limitedCardsMaySpend }) => (card.state === 'LIMITED' && !limitedCardsMaySpend ? '1806' : null),
  ({ card }, codes) => (card.state === 'TERMINATED' ? (missingCode(card, codes) ?? '1806') : null),
  ({ card, product }, codes) => (card.state === 'SUSPENDED' && !product.ignoresSuspension ? (missingCode(card, codes) ?? '1003') : null),
  ({ card, at }) => (at > card.expiresAt ? '1001' : null),
  ({ purchase }) => (purchase.expirationMatches === false ? '1002' : null),
  ({ holder, account }) => (isActiveStatus(holder.status) && isActiveStatus(account.status) ? null : '1813'),
  ({ purchase }) => (purchase.isEmpty ? '1810' : null),
  ({ purchase, product }) =>
    purchase.securityCodeMatches === false ||
    (purchase.securityCodeMatches === null && product.requiresSecurityCode && !purchase.cardPresent)
      ? '1825'
      : null,
  ({ purchase }, codes) => (purchase.addressRefused ? codes.addressMismatchCode : null),
  ({ purchase }) => (purchase.pinMatches === false ? '1809' : null),
  ({ purchase, product }, codes) => (product.requiresPin && purchase.cardPresent && !purchase.pinGiven ? codes.pinRequiredCode : null),
  ({ purchase, product }, codes) =>
    purchase.cardPresent &&
    (product.requiresChip ? purchase.entry !== 'CHIP' : purchase.entry === 'CHIP_FALLBACK' && !product.allowsChipFallback)
      ? codes.chipRequiredCode
      : null,
  ({ purchase, product }) => (!purchase.cardPresent && !product.ecommerce ? '1831' : null),
  ({ purchase, product }) => (purchase.atm && !product.atm ? '1015' : null),
  ({ purchase, product }) => (purchase.cardPresent && !purchase.atm && !product.other ? '1015' : null),
  ({ purchase, product }, codes) => (purchase.quasiCash && !product.quasiCash ? codes.quasiCashCode : null),
  ({ purchase, product }, codes) => (purchase.ownFunds && !product.spendsAccount ? codes.ownFundsCode : null),
  ({ purchase }) => (purchase.countryAccepted ? null : '1864'),
];

function missingCode({ missing }: Facts['card'], { lostAndStolenNamed }: Codes): string | null {
  if (missing === null || !lostAndStolenNamed) return null;
  return missing === 'LOST' ? '1005' : '1004';
}

/** The response code with which Marqeta itself declines, or `null`: then whoever pays is asked. */
export function judge(facts: Facts, codes: Codes): string | null {
  for (const check of CHECKS) {
    const code = check(facts, codes);
    if (code !== null) return code;
  }
  return null;
}
