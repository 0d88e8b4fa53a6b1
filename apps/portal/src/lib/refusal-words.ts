import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

export { useRefusalSentence } from '@afc/screens';

/** What a cardholder can do about a refusal, by its code, beside and in place of what both apps say. */
export const ownRefusals: Readonly<Record<string, MessageDescriptor>> = {
  CARD_FROZEN_BY_OTHERS: msg`Your manager or an admin froze this card. Ask them to unfreeze it.`,
  CARD_HELD_BY_ISSUER: msg`The issuer paused this card. Ask an admin of your company.`,
  FORBIDDEN: msg`You may not do this. Ask your manager or an admin.`,
  NOT_FOUND: msg`It is not there, or it is not yours to see.`,
  STALE: msg`The card has changed meanwhile. Here is how it stands now; look again, then decide.`,
  CARD_ACCESS_NOT_POSSIBLE: msg`This is not possible for the card as it is now.`,
  CARD_ACCESS_TOO_OFTEN: msg`This was asked for too often. Wait an hour, then try again.`,
  WALLET_TOKEN_MOVE_NOT_ALLOWED: msg`The card in this phone is no longer in a state that allows this.`,
  ISSUER_UNAVAILABLE: msg`The card issuer cannot be reached right now. Try again in a minute.`,
  WIDGETS_NOT_SET_UP: msg`Card numbers cannot be shown here yet. Ask whoever runs this installation.`,
  VERIFICATION_NOT_NEEDED: msg`You are verified already: there is nothing to send.`,
  VERIFICATION_UNDER_WAY: msg`What you sent is being looked at. Wait for the result.`,
  NO_ATTEMPT_LEFT: msg`It can be sent no more. Ask an admin of your company.`,
  HOLDER_STOPPED: msg`The card issuer has suspended or closed your account. Ask an admin of your company.`,
  TERMS_NOT_ACCEPTED: msg`Accept the terms first.`,
  CARDHOLDER_NOT_VERIFIED: msg`You are not verified yet. Open “My verification” on your profile.`,
  CARDHOLDER_STOPPED: msg`The card issuer has suspended or closed your account. Ask an admin of your company.`,
  COMPANY_NOT_VERIFIED: msg`The card issuer has not verified your company yet. Ask an admin.`,
  COMPANY_STOPPED: msg`The card issuer has suspended or closed your company’s account. Ask an admin.`,
  RISK_QUESTION_ANSWERED: msg`You have answered this already. Speak to an admin if the answer was wrong.`,
};
