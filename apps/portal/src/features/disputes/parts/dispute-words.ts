import type { DisputePhase } from '@afc/ui';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { DisputeReason } from '../../../gql/graphql.ts';

export const disputePhaseWords: Readonly<Record<DisputePhase, MessageDescriptor>> = {
  WAITING: msg`On its way to the issuer`,
  OPEN: msg`With the card network`,
  CONTESTED: msg`The merchant contests it`,
  WON: msg`Won`,
  LOST: msg`Lost`,
  WRITTEN_OFF: msg`Written off`,
  REFUSED: msg`Not accepted`,
  WITHDRAWN: msg`Withdrawn`,
};

export const disputeReasonWords: Readonly<Record<DisputeReason, MessageDescriptor>> = {
  FRAUD_TRANSACTION: msg`I did not make this purchase`,
  TRANSACTION_NOT_RECOGNIZED: msg`I do not recognise it`,
  SERVICE_NOT_PROVIDED_MERCHANDISE_NOT_RECEIVED: msg`I did not get what I paid for`,
  NOT_AS_DESCRIBED_OR_DEFECTIVE_MERCHANDISE: msg`It is not as described, or broken`,
  DUPLICATE_PROCESSING_OR_PAID_BY_OTHER_MEANS: msg`I was charged twice, or paid in another way`,
  INCORRECT_TRANSACTION_AMOUNT: msg`The amount is wrong`,
  CREDIT_NOT_PROCESSED: msg`A refund was promised and did not come`,
  CANCELLED_RECURRING_TRANSACTION: msg`I had cancelled it`,
  NON_RECEIPT_OF_CASH_OR_LOAD_TRANSACTION_VALUE_AT_ATM: msg`The machine gave no cash`,
};

/** In the order in which they are offered: the most common first. */
export const disputeReasons = Object.keys(disputeReasonWords) as DisputeReason[];
