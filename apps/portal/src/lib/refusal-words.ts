import type { Refusal } from '@afc/client';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { useLingui } from '@lingui/react';

const ours = msg`Something broke on our side. Try again; if it stays, give the reference to your admin.`;

/** What a cardholder can do about a refusal, by its code. A code that is not here is said in the server's own sentence. */
const sentences: Readonly<Record<string, MessageDescriptor>> = {
  UNREACHABLE: msg`The server did not answer. Check your connection and try again.`,
  UNAVAILABLE: msg`This is not available right now. Try again in a moment.`,
  INTERNAL: ours,
  INTERNAL_SERVER_ERROR: ours,
  UNAUTHENTICATED: msg`Your session has ended. Sign in again.`,
  SIGN_IN_AGAIN: msg`This took too long. Go back and begin with your password.`,
  LINK_OVER: msg`This link is good no more. Ask for a new one.`,
  PASSWORD_LENGTH: msg`A password has 12 to 200 characters.`,
  PASSWORD_GUESSABLE: msg`This password has leaked elsewhere, or is easily guessed. Take another: three or four unusual words do well.`,
  WRONG_CODE: msg`This code is wrong, or was used before. Wait for the next one and try that.`,
  WRONG_PROOF: msg`This is not right, or the code was used before. Try again.`,
  STEP_UP_REQUIRED: msg`This was not done: it needs your password, a code or a passkey once more.`,
  SECOND_FACTOR_EXISTS: msg`You have a second factor already. Turn it off first to set up another.`,
  WRONG_PASSKEY: msg`This passkey is not good here, or it took too long. Try again, or sign in another way.`,
  PASSKEY_NOT_SHOWN: msg`No passkey was given. Try again, or take another way.`,
  PASSKEY_FAILED: msg`Your browser could not use a passkey here. Take another way.`,
  PASSKEY_KNOWN: msg`You have added this one already. Take another device or another key.`,
  TOO_MANY_PASSKEYS: msg`You have as many passkeys as one may. Remove one first.`,
  PASSKEYS_NOT_HERE: msg`This installation has no domain name, which passkeys need. Ask who runs it.`,
  NO_SECOND_FACTOR: msg`There is no second factor any more. Load the page again.`,
  NO_COMPANY_SIGN_IN: msg`No company signs people in with such an address here. Go back and sign in with your password.`,
  COMPANY_SIGN_IN_FAILED: msg`Signing in with your company did not work. Begin again; if it stays, ask an admin of your company.`,
  IDENTITY_PROVIDER: msg`Your company’s sign-in cannot be reached, or is not set up right. Ask an admin of your company.`,
  EMAIL_NOT_VOUCHED: msg`Your company’s sign-in does not say that your address is verified. Ask an admin of your company.`,
  NOT_INVITED: msg`You are not in the company here yet. Ask an admin to invite you.`,
  OPEN_YOUR_INVITATION: msg`Open the link of your invitation once, and give the password that you have here. Then your company can sign you in.`,
  OTHER_COMPANY_ACCOUNT: msg`Another account of your company signs in as you here. Ask an admin of your company.`,
  USE_COMPANY_SIGN_IN: msg`Your company has its people sign in with their company account. Choose “Sign in with your company”.`,
  SIGNED_IN_BY_COMPANY: msg`Your company signs you in. Sign in with your password to change this.`,
  WRONG_CREDENTIALS: msg`That e-mail and password do not match.`,
  USE_ADMIN: msg`You run the installation and have no cards here. Open the office and sign in there.`,
  ACCOUNT_CLOSED: msg`Your account is suspended or closed. Ask an admin of your company.`,
  CARD_FROZEN_BY_OTHERS: msg`Your manager or an admin froze this card. Ask them to unfreeze it.`,
  CARD_HELD_BY_ISSUER: msg`The issuer paused this card. Ask an admin of your company.`,
  FORBIDDEN: msg`You may not do this. Ask your manager or an admin.`,
  NOT_FOUND: msg`It is not there, or it is not yours to see.`,
  STALE: msg`The card has changed meanwhile. Here is how it stands now; look again, then decide.`,
  RATE_LIMITED: msg`Too many tries. Wait a minute, then try again.`,
  CARD_ACCESS_NOT_POSSIBLE: msg`This is not possible for the card as it is now.`,
  CARD_ACCESS_TOO_OFTEN: msg`This was asked for too often. Wait an hour, then try again.`,
  WALLET_TOKEN_MOVE_NOT_ALLOWED: msg`The card in this phone is no longer in a state that allows this.`,
  CARD_NOT_REPLACEABLE: msg`This card cannot be replaced for that reason now.`,
  ISSUER_UNAVAILABLE: msg`The card issuer cannot be reached right now. Try again in a minute.`,
  WIDGETS_NOT_SET_UP: msg`Card numbers cannot be shown here yet. Ask whoever runs this installation.`,
  VERIFICATION_NOT_NEEDED: msg`You are verified already: there is nothing to send.`,
  VERIFICATION_UNDER_WAY: msg`What you sent is being looked at. Wait for the result.`,
  NO_ATTEMPT_LEFT: msg`It can be sent no more. Ask an admin of your company.`,
  HOLDER_STOPPED: msg`The card issuer has suspended or closed your account. Ask an admin of your company.`,
  TERMS_NOT_ACCEPTED: msg`Accept the terms first.`,
  TERMS_CHANGED: msg`The terms have changed since you read them. Read them again, then accept.`,
  CARDHOLDER_NOT_VERIFIED: msg`You are not verified yet. Open “My verification” on your profile.`,
  CARDHOLDER_STOPPED: msg`The card issuer has suspended or closed your account. Ask an admin of your company.`,
  COMPANY_NOT_VERIFIED: msg`The card issuer has not verified your company yet. Ask an admin.`,
  COMPANY_STOPPED: msg`The card issuer has suspended or closed your company’s account. Ask an admin.`,
  NOT_DISPUTABLE: msg`This purchase cannot be disputed now: only what was collected in the last 120 days and not given back can.`,
  RISK_QUESTION_ANSWERED: msg`You have answered this already. Speak to an admin if the answer was wrong.`,
  DISPUTE_EXISTS: msg`This purchase is disputed already.`,
  DISPUTE_AMOUNT: msg`Ask for at most what was collected and not given back.`,
  DISPUTE_OVER: msg`The dispute is over: nothing can be added any more.`,
  TOO_MUCH_EVIDENCE: msg`A dispute has at most 20 files.`,
  FILE_TOO_LARGE: msg`A file has at most 10 MB.`,
  FILE_KIND: msg`Send a PDF, or an image as PNG, JPEG, WebP or HEIC.`,
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
