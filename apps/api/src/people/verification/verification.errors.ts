import { DomainError } from '../../platform/errors.ts';
import type { HolderStatus } from './holder.ts';
import { MOST_SUBMISSIONS, type SubmissionRefusal } from './verification.state.ts';

const REFUSALS = {
  NOT_NEEDED: ['conflict', 'VERIFICATION_NOT_NEEDED', 'The card issuer has verified this already: there is nothing to submit.'],
  HOLDER_STOPPED: [
    'conflict',
    'HOLDER_STOPPED',
    'The card issuer has suspended or closed this account. Ask who runs this installation to take it up with the issuer.',
  ],
  UNDER_WAY: ['conflict', 'VERIFICATION_UNDER_WAY', 'What was submitted is being looked at. Wait for the result before you submit again.'],
  NO_ATTEMPT_LEFT: [
    'rule',
    'NO_ATTEMPT_LEFT',
    `This can be submitted ${MOST_SUBMISSIONS} times, and was. Ask who runs this installation to take it up with the card issuer.`,
  ],
  TERMS_NOT_ACCEPTED: ['rule', 'TERMS_NOT_ACCEPTED', 'Accept the terms in their present version first.'],
} as const satisfies Record<SubmissionRefusal, readonly [string, string, string]>;

/** A holder cannot be submitted to be verified. */
export class SubmissionRefusedError extends DomainError {
  override readonly name = 'SubmissionRefusedError';
  readonly kind: 'conflict' | 'rule';
  readonly code: string;
  constructor(refusal: SubmissionRefusal) {
    const [kind, code, sentence] = REFUSALS[refusal];
    super(sentence);
    this.kind = kind;
    this.code = code;
  }
}

/** Another version of the terms is in force than the one that was shown. */
export class TermsChangedError extends DomainError {
  override readonly name = 'TermsChangedError';
  readonly kind = 'stale';
  readonly code = 'TERMS_CHANGED';
  constructor() {
    super('The terms have changed since you read them. Read them again, then accept.');
  }
}

const MISSING = {
  PERSON: {
    UNVERIFIED: ['CARDHOLDER_NOT_VERIFIED', 'This person is not verified yet: they give what is asked under "My verification" first.'],
    STOPPED: ['CARDHOLDER_STOPPED', 'The card issuer has suspended or closed this person, who can have no card until it takes that back.'],
  },
  COMPANY: {
    UNVERIFIED: ['COMPANY_NOT_VERIFIED', 'Your company is not verified yet: an admin submits what is asked under "Verification" first.'],
    STOPPED: ['COMPANY_STOPPED', 'The card issuer has suspended or closed your company, which can have no cards until it takes that back.'],
  },
} as const;

/** A holder may have no cards, and the sentence says what is missing. */
export class HolderNotAllowedError extends DomainError {
  override readonly name = 'HolderNotAllowedError';
  readonly kind = 'rule';
  readonly code: string;
  constructor(holder: 'COMPANY' | 'PERSON', status: HolderStatus) {
    const [code, sentence] = MISSING[holder][status === 'UNVERIFIED' ? 'UNVERIFIED' : 'STOPPED'];
    super(sentence);
    this.code = code;
  }
}
