import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';

const sentences: Readonly<Record<string, MessageDescriptor>> = {
  'envelope is not known': msg`We do not know this kind of message.`,
  CARD_UNKNOWN: msg`No company here has the card that it names.`,
  PURCHASE_UNKNOWN: msg`It is about a purchase that nobody here knows. It is tried again when that is heard of.`,
  DISPUTE_UNKNOWN: msg`It is a step of a dispute that was not opened here.`,
  NO_CARD: msg`It names no card.`,
  TYPE_UNKNOWN: msg`We do not know this type of transaction. It is tried again after an upgrade.`,
  NOT_FOR_CARDS: msg`It moves money of a kind that cards do not have, or does not say whose.`,
  HOLDER_UNKNOWN: msg`No company and no person here is the one that it names.`,
  STATE_UNKNOWN: msg`It is in a state that we do not know.`,
  AMOUNT_NOT_UNDERSTOOD: msg`Its amount is none that its currency can have.`,
  TIME_NOT_UNDERSTOOD: msg`Its time cannot be read.`,
  CURRENCY_DIFFERS: msg`Its currency is another than that of the purchase it belongs to.`,
};

/** Why a message was not applied, in the reader's language; what an error said is shown as it was said. */
export function useProblemSentence(): (problem: string) => string {
  const { i18n } = useLingui();
  return (problem) => {
    const known = sentences[problem];
    return known === undefined ? problem : i18n._(known);
  };
}
