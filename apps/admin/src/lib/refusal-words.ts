import type { Refusal } from '@afc/client';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';

/** What a person can do about a refusal, by its code. A code that is not here is said in the server's own sentence. */
const sentences: Readonly<Record<string, MessageDescriptor>> = {
  UNREACHABLE: msg`The server did not answer. Check your connection and try again.`,
  UNAVAILABLE: msg`This is not available right now. Try again in a moment.`,
  INTERNAL: msg`Something broke on our side. Try again; if it stays, give the reference below to your operator.`,
  INTERNAL_SERVER_ERROR: msg`Something broke on our side. Try again; if it stays, give the reference below to your operator.`,
  UNAUTHENTICATED: msg`Your session has ended. Sign in again.`,
  SIGN_IN_AGAIN: msg`This took too long. Go back and begin with your password.`,
  LINK_OVER: msg`This link is good no more. Ask for a new one.`,
  PASSWORD_LENGTH: msg`A password has 12 to 200 characters.`,
  PASSWORD_GUESSABLE: msg`This password has leaked elsewhere, or is easily guessed. Take another: three or four unusual words do well.`,
  PERSON_EXISTS: msg`Somebody with this address is in your company already.`,
  PERSON_INVITED: msg`Somebody with this address is invited already. Send that invitation again, or withdraw it.`,
  INVITATION_OVER: msg`This invitation was accepted or withdrawn before.`,
  TOO_MANY_INVITATIONS: msg`There are too many open invitations, or this one was sent too often. Withdraw what is not needed.`,
  WRONG_CODE: msg`This code is wrong, or was used before. Wait for the next one and try that.`,
  WRONG_PROOF: msg`This is not right, or the code was used before. Try again.`,
  STEP_UP_REQUIRED: msg`This was not done: it needs your password or a code once more.`,
  SECOND_FACTOR_EXISTS: msg`You have a second factor already. Turn it off first to set up another.`,
  NO_SECOND_FACTOR: msg`There is no second factor any more. Load the page again.`,
  WRONG_CREDENTIALS: msg`Email and password do not match.`,
  USE_PORTAL: msg`This app is for those who run a company’s cards. Your own cards are in the portal.`,
  ACCOUNT_CLOSED: msg`This account is closed. Ask an admin of your company.`,
  FORBIDDEN: msg`You may not do this. Ask an admin of your company.`,
  NOT_FOUND: msg`It is not there, or you may not see it.`,
  STALE: msg`Somebody has changed this since you opened it. Look at it again, then decide.`,
  IDEMPOTENCY_KEY_REUSED: msg`This was already sent with other content. Close the form and try again.`,
  RATE_LIMITED: msg`Too many tries. Wait a minute, then try again.`,
  CARD_FROZEN_BY_OTHERS: msg`Somebody else has frozen this card. An admin can unfreeze it.`,
  NOTHING_REFUSED: msg`The issuer has refused nothing that is still wanted of this card.`,
  CARD_HELD_BY_ISSUER: msg`The issuer itself has stopped this card. Only the issuer can release it.`,
  HOLDER_NOT_ACTIVE: msg`The holder is not active in the company, so no card can be issued to them.`,
  CONTROL_CONTRADICTION: msg`Together with a control that is in force no purchase could ever pass. Change that one first.`,
  CONTROL_CURRENCY: msg`A limit must be in the currency of the cards that it binds.`,
  DEAD_LETTER_NOT_REPLAYABLE: msg`A request of the gateway was answered when it came and cannot be replayed. Read it, then dismiss it.`,
  NOT_DISPUTABLE: msg`This purchase cannot be disputed now: only what was collected in the last 120 days and not given back can.`,
  DISPUTE_EXISTS: msg`This purchase is disputed already.`,
  DISPUTE_AMOUNT: msg`Ask for at most what was collected and not given back.`,
  DISPUTE_DECISION_NOT_ALLOWED: msg`The dispute is no longer in a state in which this can be decided.`,
  DISPUTE_OVER: msg`The dispute is over: nothing can be added any more.`,
  TOO_MUCH_EVIDENCE: msg`A dispute has at most 20 files.`,
  FILE_TOO_LARGE: msg`A file has at most 10 MB.`,
  FILE_KIND: msg`Send a PDF, or an image as PNG, JPEG, WebP or HEIC.`,
  NOT_A_REFUND: msg`Only a refund that has given something back can belong to a purchase.`,
  REFUND_PURCHASE: msg`A refund belongs to a purchase that was collected before it, in the same currency. Choose another one.`,
  CARD_NOT_REPLACEABLE: msg`This card cannot be replaced for that reason now.`,
  VERIFICATION_NOT_NEEDED: msg`The card issuer has verified this already: there is nothing to submit.`,
  VERIFICATION_UNDER_WAY: msg`What was submitted is being looked at. Wait for the result before you submit again.`,
  NO_ATTEMPT_LEFT: msg`It can be submitted no more. Take it up with the card issuer.`,
  HOLDER_STOPPED: msg`The card issuer has suspended or closed this account. Only the issuer can take that back.`,
  TERMS_NOT_ACCEPTED: msg`Accept the terms in their present version first.`,
  TERMS_CHANGED: msg`The terms have changed since you read them. Read them again, then accept.`,
  CARDHOLDER_NOT_VERIFIED: msg`This person is not verified yet. They give what is asked under “My verification” in the portal.`,
  CARDHOLDER_STOPPED: msg`The card issuer has suspended or closed this person, who can have no card until it takes that back.`,
  COMPANY_NOT_VERIFIED: msg`Your company is not verified yet. Open “Verification” to see what is missing.`,
  COMPANY_STOPPED: msg`The card issuer has suspended or closed your company, which can have no cards until it takes that back.`,
  FUND_STATE: msg`It is no longer in a state in which this can be done. Look at it again.`,
  NOT_ENOUGH_AVAILABLE: msg`More than what is available cannot be withdrawn. Ask for less, or wait for a top-up.`,
  CURRENCY_NOT_USED: msg`The company has no cards and no money in this currency.`,
  TWO_ADMINS_NEEDED: msg`A second active admin is needed who can agree. Add one first.`,
  LOOSENING_PENDING: msg`A change of this setting waits for another admin already. Have it answered, or take it back first.`,
  APPROVAL_IS_OWN: msg`You asked for this yourself: somebody else has to answer.`,
  APPROVAL_SETTLED: msg`This was answered or taken back before.`,
  RECOUNT_TOO_LONG: msg`Counting the limits anew would have kept purchases waiting for too long. Try again when the company buys little.`,
  TOO_MANY_EXCEPTIONS: msg`This card has as many open exceptions as it may. Take one back first, or change a control.`,
  REPLAY_TOO_LARGE: msg`These days have more decisions than can be tried at once.`,
  REPLAY_BUSY: msg`Others are trying controls at the moment. Try again in a few seconds.`,
  PREFLIGHT_TOO_OFTEN: msg`This was asked too often. Wait a minute, then try again.`,
  CARD_TRANSITION_NOT_ALLOWED: msg`The card is no longer in a state that allows this.`,
};

/** Turns a refusal into a sentence in the reader’s language. */
export function useRefusalSentence(): (refusal: Refusal) => string {
  const { i18n } = useLingui();
  return (refusal) => {
    const known = sentences[refusal.code];
    return known === undefined ? refusal.message : i18n._(known);
  };
}
