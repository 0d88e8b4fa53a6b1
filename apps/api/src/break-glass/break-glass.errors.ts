import { DomainError } from '../platform/errors.ts';

/** There is nobody who would hear of it, an admin of the company or another operator: a look that nobody hears of is not had. */
export class NobodyToTellError extends DomainError {
  override readonly name = 'NobodyToTellError';
  readonly kind = 'rule';
  readonly code = 'NOBODY_TO_TELL';
  override readonly field = 'companyId';
  constructor(mails: boolean) {
    super(
      mails
        ? 'The company has no active admin, and the installation no other operator, who could be told. Let somebody accept an admin’s invitation, or add another operator.'
        : 'No mail leaves this installation (SMTP_URL is not set), and no admin of the company is signed in to the admin app to hear of it. Set up mail, or start when an admin is signed in.',
    );
  }
}

/** The session reads a company already: it would be left open behind the other. */
export class AlreadyReadingError extends DomainError {
  override readonly name = 'AlreadyReadingError';
  readonly kind = 'conflict';
  readonly code = 'ALREADY_READING';
  constructor() {
    super('You read a company already. End that reading, then start the other one.');
  }
}

/** The reading is over, though the session does not know it yet. */
export class ReadingOverError extends DomainError {
  override readonly name = 'ReadingOverError';
  readonly kind = 'forbidden';
  readonly code = 'READING_OVER';
  constructor() {
    super('Your reading of this company is over. Start another one, with its own reason, if you still need it.');
  }
}
