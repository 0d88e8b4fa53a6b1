/** What a cardholder can do after a decline. */
export type NextStep =
  | 'openCard'
  | 'payLess'
  | 'otherPurchase'
  | 'anotherTime'
  | 'otherCard'
  | 'verify'
  | 'tellFinance'
  | 'askAdmin'
  | 'tryAgain';

const steps: Readonly<Record<string, NextStep>> = {
  AMOUNT_LIMIT_EXCEEDED: 'payLess',
  COUNT_LIMIT_EXCEEDED: 'otherPurchase',
  CARD_FROZEN: 'openCard',
  CARD_NOT_ACTIVE: 'openCard',
  MCC_BLOCKED: 'otherPurchase',
  MCC_NOT_ALLOWED: 'otherPurchase',
  MERCHANT_BLOCKED: 'otherPurchase',
  MERCHANT_NOT_ALLOWED: 'otherPurchase',
  COUNTRY_BLOCKED: 'otherPurchase',
  COUNTRY_NOT_ALLOWED: 'otherPurchase',
  CURRENCY_BLOCKED: 'otherPurchase',
  CURRENCY_NOT_ALLOWED: 'otherPurchase',
  CHANNEL_BLOCKED: 'otherPurchase',
  CHANNEL_NOT_ALLOWED: 'otherPurchase',
  OUTSIDE_DATES: 'anotherTime',
  OUTSIDE_SCHEDULE: 'anotherTime',
  CARD_TERMINATED: 'otherCard',
  CARD_EXPIRED: 'otherCard',
  CURRENCY_MISMATCH: 'otherCard',
  CARDHOLDER_NOT_VERIFIED: 'verify',
  INSUFFICIENT_FUNDS: 'tellFinance',
  CARD_FROZEN_BY_ISSUER: 'askAdmin',
  CARDHOLDER_NOT_ACTIVE: 'askAdmin',
  CARDHOLDER_STOPPED: 'askAdmin',
  COMPANY_STOPPED: 'askAdmin',
  EMERGENCY_STOP: 'askAdmin',
  COMPANY_NOT_VERIFIED: 'askAdmin',
  CONTROL_NOT_UNDERSTOOD: 'askAdmin',
};

/**
 * By the decision's reason, whose sentence says when a limit renews. Without a reason (the issuer declined by itself, or it was on our side)
 * the merchant can simply ask again.
 */
export function nextStep(reason: string | null | undefined): NextStep {
  return (reason == null ? undefined : steps[reason]) ?? 'tryAgain';
}
