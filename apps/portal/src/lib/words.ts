import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';
import type { CardAction, LimitWindow, TransactionStatus, VerdictOutcome } from '../gql/graphql.ts';
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
};

export const limitWords: Words<LimitWindow> = {
  TRANSACTION: msg`For one purchase`,
  DAY: msg`Today`,
  WEEK: msg`This week`,
  MONTH: msg`This month`,
};

export const verdictWords: Words<VerdictOutcome> = {
  PASSED: msg`Passed`,
  REFUSED: msg`Refused`,
  SHADOW_REFUSED: msg`Would have refused`,
  NOT_APPLICABLE: msg`Did not apply`,
};
