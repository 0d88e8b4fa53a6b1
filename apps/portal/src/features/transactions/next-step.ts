/** What a cardholder can do after a decline. */
export type NextStep = 'openCard' | 'waitOrAsk' | 'otherKind' | 'otherCard' | 'tellFinance' | 'askAdmin' | 'tryAgain';

const steps: Readonly<Record<string, NextStep>> = {
  AMOUNT_LIMIT_EXCEEDED: 'waitOrAsk',
  CARD_FROZEN: 'openCard',
  CARD_NOT_ACTIVE: 'openCard',
  MCC_BLOCKED: 'otherKind',
  MCC_NOT_ALLOWED: 'otherKind',
  CARD_TERMINATED: 'otherCard',
  CARD_EXPIRED: 'otherCard',
  CURRENCY_MISMATCH: 'otherCard',
  INSUFFICIENT_FUNDS: 'tellFinance',
  CARD_FROZEN_BY_ISSUER: 'askAdmin',
  CARDHOLDER_NOT_ACTIVE: 'askAdmin',
  CARDHOLDER_STOPPED: 'askAdmin',
  COMPANY_STOPPED: 'askAdmin',
  EMERGENCY_STOP: 'askAdmin',
  COMPANY_NOT_VERIFIED: 'askAdmin',
  CONTROL_NOT_UNDERSTOOD: 'askAdmin',
};

/** By the decision's reason. Without one (the issuer declined by itself, or it was on our side) the merchant can simply ask again. */
export function nextStep(reason: string | null | undefined): NextStep {
  return (reason == null ? undefined : steps[reason]) ?? 'tryAgain';
}
