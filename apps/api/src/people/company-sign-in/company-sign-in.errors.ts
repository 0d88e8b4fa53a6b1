import { DomainError } from '../../platform/errors.ts';

/** Of a provider that does not answer as OpenID Connect has it, or at all. */
export class IdentityProviderError extends DomainError {
  override readonly name = 'IdentityProviderError';
  readonly kind = 'rule';
  readonly code = 'IDENTITY_PROVIDER';
  override readonly field = 'issuer';
  constructor(what: string) {
    super(`The identity provider cannot be used: ${what}`);
  }
}

/** What a provider said of somebody is not good: forged, old, for another, or never asked for. Which of these is told to the log alone. */
export class CompanySignInFailedError extends DomainError {
  override readonly name = 'CompanySignInFailedError';
  readonly kind = 'unauthenticated';
  readonly code = 'COMPANY_SIGN_IN_FAILED';
  constructor(readonly because: string) {
    super('Signing in with your company did not work. Begin again; if it stays, ask an admin of your company.');
  }
}

export class NoCompanySignInError extends DomainError {
  override readonly name = 'NoCompanySignInError';
  readonly kind = 'rule';
  readonly code = 'NO_COMPANY_SIGN_IN';
  override readonly field = 'email';
  constructor() {
    super('No company signs people in with such an address. Sign in with your password.');
  }
}

/** Said only to who has signed in at the company's provider. */
export class NotInvitedError extends DomainError {
  override readonly name = 'NotInvitedError';
  readonly kind = 'forbidden';
  readonly code = 'NOT_INVITED';
  constructor() {
    super('You are not in the company here yet. Ask an admin of your company to invite you.');
  }
}

/** The mailbox has an identity from elsewhere that only its owner can bring along. */
export class IdentityElsewhereError extends DomainError {
  override readonly name = 'IdentityElsewhereError';
  readonly kind = 'forbidden';
  readonly code = 'OPEN_YOUR_INVITATION';
  constructor() {
    super('Open the link of your invitation once and give the password that you have here. Then you can sign in with your company.');
  }
}

export class SubjectTakenError extends DomainError {
  override readonly name = 'SubjectTakenError';
  readonly kind = 'forbidden';
  readonly code = 'OTHER_COMPANY_ACCOUNT';
  constructor() {
    super('Another account of your company signs in as this person. Ask an admin of your company.');
  }
}

/** Said only after the right password. */
export class UseCompanySignInError extends DomainError {
  override readonly name = 'UseCompanySignInError';
  readonly kind = 'forbidden';
  readonly code = 'USE_COMPANY_SIGN_IN';
  constructor() {
    super('Your company has its people sign in with their company account. Choose “Sign in with your company”.');
  }
}

/** An identity reaches beyond the company: what the company's provider says is not enough to change it. */
export class OwnSignInOnlyError extends DomainError {
  override readonly name = 'OwnSignInOnlyError';
  readonly kind = 'forbidden';
  readonly code = 'SIGNED_IN_BY_COMPANY';
  constructor() {
    super('Your company signs you in, so there is nothing of your own to change here. Sign in with your password to do this.');
  }
}

export class DomainTakenError extends DomainError {
  override readonly name = 'DomainTakenError';
  readonly kind = 'conflict';
  readonly code = 'DOMAIN_TAKEN';
  override readonly field = 'domains';
  constructor(domain: string) {
    super(
      `${domain} leads to another company of this installation already. Take its record out of the DNS there; a week later it is free.`,
    );
  }
}

/** The DNS answers, and has no such record. */
export class DomainNotProvenError extends DomainError {
  override readonly name = 'DomainNotProvenError';
  readonly kind = 'rule';
  readonly code = 'DOMAIN_NOT_PROVEN';
  override readonly field = 'domain';
  constructor(name: string) {
    super(`There is no TXT record at ${name} that says what it should. What was set a moment ago may take an hour to be seen.`);
  }
}

export class DnsUnavailableError extends DomainError {
  override readonly name = 'DnsUnavailableError';
  readonly kind = 'unavailable';
  readonly code = 'DNS_UNAVAILABLE';
  constructor(domain: string) {
    super(`The DNS of ${domain} does not answer. Try again in a minute.`);
  }
}

export class NoIdentityProviderError extends DomainError {
  override readonly name = 'NoIdentityProviderError';
  readonly kind = 'conflict';
  readonly code = 'NO_IDENTITY_PROVIDER';
  constructor() {
    super('There is no identity provider to do this with. Set one up first.');
  }
}

export class NotTriedError extends DomainError {
  override readonly name = 'NotTriedError';
  readonly kind = 'rule';
  readonly code = 'COMPANY_SIGN_IN_NOT_TRIED';
  constructor() {
    super('Nobody has signed in with this provider yet. Sign in with it once, then require it of all.');
  }
}

/** A provider that does not vouch for a mailbox says nothing of whose it is. */
export class EmailNotVouchedError extends DomainError {
  override readonly name = 'EmailNotVouchedError';
  readonly kind = 'forbidden';
  readonly code = 'EMAIL_NOT_VOUCHED';
  constructor() {
    super('Your company’s identity provider does not say that your address is verified. Ask an admin of your company to have it do so.');
  }
}
