import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import type {
  CardAction,
  IdentityNumberType,
  LimitWindow,
  TransactionKind,
  TransactionStatus,
  VerdictOutcome,
  VerificationState,
} from '../gql/graphql.ts';
import type { PurchaseState } from './purchase-search.ts';

/** Says a word of the tables below in the reader's language. */
export function useWords(): (descriptor: MessageDescriptor) => string {
  const { i18n } = useLingui();
  return (descriptor) => i18n._(descriptor);
}

type Words<Key extends string> = Readonly<Record<Key, MessageDescriptor>>;

export const transactionStatusWords: Words<TransactionStatus> = {
  PENDING: msg`Pending`,
  CLEARED: msg`Cleared`,
  REVERSED: msg`Cancelled`,
  EXPIRED: msg`Expired`,
  DECLINED: msg`Declined`,
};

/** What cleared, where that says more than that it did. */
export const clearedWords: Partial<Words<TransactionKind>> = { REFUND: msg`Refund`, FEE: msg`Fee` };

export const purchaseStateWords: Words<PurchaseState> = {
  pending: msg`Pending`,
  cleared: msg`Cleared`,
  declined: msg`Declined`,
  returned: msg`Cancelled`,
};

export const cardActionWords: Words<CardAction> = {
  FREEZE: msg`Freeze`,
  UNFREEZE: msg`Unfreeze`,
  ACTIVATE: msg`Activate`,
  TERMINATE: msg`Close for good`,
  ASK_AGAIN: msg`Ask the issuer again`,
};

export const limitWords: Words<LimitWindow> = {
  TRANSACTION: msg`For one purchase`,
  DAY: msg`Today`,
  WEEK: msg`This week`,
  MONTH: msg`This month`,
  QUARTER: msg`This quarter`,
  YEAR: msg`This year`,
  FISCAL_YEAR: msg`This fiscal year`,
  ROLLING: msg`Lately`,
  LIFETIME: msg`In all`,
};

export const verificationStateWords: Words<VerificationState> = {
  WAITING: msg`On its way`,
  PENDING: msg`Being looked at`,
  SUCCESS: msg`Verified`,
  FAILURE: msg`Not verified`,
  REFUSED: msg`Not taken`,
};

export const identityNumberWords: Words<IdentityNumberType> = {
  NIN: msg`National identity number`,
  TIN: msg`Taxpayer number`,
  SSN: msg`Social security number (US)`,
  SIN: msg`Social insurance number (Canada)`,
  PASSPORT_NUMBER: msg`Passport number`,
  DRIVERS_LICENSE: msg`Driving licence number`,
};

export const verdictWords: Words<VerdictOutcome> = {
  PASSED: msg`Passed`,
  PASSED_ABOVE: msg`Let through above the limit`,
  EXCEPTED: msg`Let through by an exception`,
  REFUSED: msg`Refused`,
  SHADOW_REFUSED: msg`Would have refused`,
  NOT_APPLICABLE: msg`Did not apply`,
};
