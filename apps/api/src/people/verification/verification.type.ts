import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type * as Details from './details.ts';
import { IDENTITY_NUMBER_TYPES, INCORPORATION_TYPES } from './details.ts';
import { HolderStatus } from './holder.ts';
import type { TermsOf as TermsName } from './terms.ts';
import { type ShownVerification, Verification } from './verification.entity.ts';
import type { VerificationStep as Step } from './verification.state.ts';
import { IDEMPOTENCY_KEY } from '../../platform/graphql/words.ts';

const TermsOf = { CARDHOLDER: 'CARDHOLDER', COMPANY: 'COMPANY' } as const satisfies { readonly [Name in TermsName]: Name };
registerEnumType(TermsOf, {
  name: 'TermsOf',
  description: 'Whom terms bind.',
  valuesConfig: {
    CARDHOLDER: { description: 'Each person, who accepts for themselves.' },
    COMPANY: { description: 'The company, for which an admin accepts.' },
  },
});

const VerificationStep = {
  NOTHING: 'NOTHING',
  ACCEPT_TERMS: 'ACCEPT_TERMS',
  SUBMIT: 'SUBMIT',
  RESUBMIT: 'RESUBMIT',
  WAIT: 'WAIT',
  SEND_DOCUMENT: 'SEND_DOCUMENT',
  ASK_OPERATOR: 'ASK_OPERATOR',
} as const satisfies { readonly [Name in Step]: Name };
registerEnumType(VerificationStep, {
  name: 'VerificationStep',
  description: 'What the holder is to do next.',
  valuesConfig: {
    NOTHING: { description: 'Verified, or nothing is asked.' },
    ACCEPT_TERMS: { description: 'Accept the terms in force: `acceptTerms`.' },
    SUBMIT: { description: 'Tell what is asked: `submitMyVerification` or `submitCompanyVerification`.' },
    RESUBMIT: { description: 'Correct what was told, and submit it again.' },
    WAIT: { description: 'Marqeta has not decided yet.' },
    SEND_DOCUMENT: { description: 'Marqeta asks for a document: see `codes` of the latest verification.' },
    ASK_OPERATOR: { description: 'Nothing that the holder can do leads on.' },
  },
});

const IncorporationType = enumOf(INCORPORATION_TYPES);
registerEnumType(IncorporationType, {
  name: 'IncorporationType',
  description: 'The legal form of a company, in the kinds that Marqeta knows.',
  valuesConfig: {
    LLC: { description: 'A company of limited liability.' },
    CORPORATION: { description: 'A company with shareholders.' },
    SOLE_PROPRIETORSHIP: { description: 'One person in business in their own name.' },
    PARTNERSHIP: { description: 'Several people in business together.' },
    COOPERATIVE: { description: 'Owned and run by its members.' },
    FINANCIAL_OR_CREDIT_INSTITUTION: { description: 'A bank or another that lends or keeps money.' },
    FOUNDATION: { description: 'Assets set apart for a purpose.' },
    ASSOCIATION: { description: 'Members who have joined for a purpose.' },
    CHARITY: { description: 'For the good of others.' },
    TRUST: { description: 'Held by trustees for others.' },
    OTHER: { description: 'None of these.' },
  },
});

const IdentityNumberType = enumOf(IDENTITY_NUMBER_TYPES);
registerEnumType(IdentityNumberType, {
  name: 'IdentityNumberType',
  description: 'Which number of a person it is, in the kinds that Marqeta knows.',
  valuesConfig: {
    NIN: { description: 'National identity number.' },
    TIN: { description: 'Taxpayer identification number.' },
    SSN: { description: 'Social security number of the United States.' },
    SIN: { description: 'Social insurance number of Canada.' },
    PASSPORT_NUMBER: { description: 'Of a passport.' },
    DRIVERS_LICENSE: { description: 'Of a driving licence.' },
  },
});

function enumOf<Name extends string>(names: readonly Name[]): Readonly<Record<Name, Name>> {
  return Object.fromEntries(names.map((name) => [name, name])) as Record<Name, Name>;
}

@ObjectType('PostalAddress', { simpleResolvers: true, description: 'Where somebody can be written to. It is kept sealed.' })
@InputType('PostalAddressInput', { description: 'Where somebody can be written to. It is kept sealed.' })
export class PostalAddress implements Details.Address {
  @Field(() => String, { description: 'Street and number: 1 to 35 characters.' })
  readonly line1: string;
  @Field(() => String, { nullable: true, description: 'Floor, flat or building: at most 35 characters. Null when there is none.' })
  readonly line2: string | null;
  @Field(() => String, { description: '1 to 35 characters.' })
  readonly city: string;
  @Field(() => String, { nullable: true, description: 'State, district or province: at most 32 characters. Null when there is none.' })
  readonly region: string | null;
  @Field(() => String, { description: '1 to 10 characters.' })
  readonly postalCode: string;
  @Field(() => String, { description: 'ISO 3166-1, two letters.' })
  readonly country: string;
}

@ObjectType('PersonDetails', { simpleResolvers: true, description: 'What a person told to be verified. It is kept sealed.' })
export class PersonDetailsType implements Details.PersonDetails {
  @Field(() => String, { description: 'A day of the past, yyyy-MM-dd.' })
  readonly birthDate: string;
  @Field(() => String, { description: 'With + and the country, nothing but digits after it.' })
  readonly phone: string;
  @Field(() => PostalAddress, { description: 'Where the person lives.' })
  readonly address: PostalAddress;
}

@ObjectType('BeneficialOwner', { simpleResolvers: true, description: 'A person who owns or controls a company.' })
export class BeneficialOwnerType implements Details.BeneficialOwner {
  @Field(() => String, { description: 'At most 40 characters.' })
  readonly firstName: string;
  @Field(() => String, { description: 'At most 40 characters.' })
  readonly lastName: string;
  @Field(() => String, { description: 'A day of the past, yyyy-MM-dd.' })
  readonly birthDate: string;
  @Field(() => PostalAddress, { description: 'Where that person lives.' })
  readonly home: PostalAddress;
}

@ObjectType('CompanyDetails', { simpleResolvers: true, description: 'What a company told to be verified. It is kept sealed.' })
export class CompanyDetailsType implements Details.CompanyDetails {
  @Field(() => String, { description: 'As it is registered.' })
  readonly legalName: string;
  @Field(() => IncorporationType, { description: 'Its legal form.' })
  readonly incorporationType: Details.IncorporationType;
  @Field(() => String, { description: 'A day of the past, yyyy-MM-dd.' })
  readonly establishedOn: string;
  @Field(() => String, { description: 'With + and the country, nothing but digits after it.' })
  readonly phone: string;
  @Field(() => PostalAddress, { description: 'Where the company is registered and has its office.' })
  readonly address: PostalAddress;
  @Field(() => [BeneficialOwnerType], { description: 'Who owns or controls it: one to four people.' })
  readonly owners: BeneficialOwnerType[];
}

@ObjectType('Terms', {
  simpleResolvers: true,
  description: 'What is to be accepted before anything is submitted, and again in each new version.',
})
export class TermsType {
  @Field(() => String, { description: 'The day from which they are, yyyy-MM-dd: `acceptTerms` wants it back.' })
  readonly version: string;
  @Field(() => String, { description: 'Plain text: paragraphs with an empty line between them, the first of which is the title.' })
  readonly text: string;
  @Field(() => Boolean, { description: 'Whether this version was accepted: by the person, or for the company by any admin.' })
  readonly accepted: boolean;
}

@ObjectType('HolderVerification', { simpleResolvers: true, description: 'Where the verification of a company or a person stands.' })
export class HolderVerification {
  @Field(() => ID, { description: "The person's, or the company's." })
  readonly id: string;
  @Field(() => HolderStatus, { nullable: true, description: "The holder's status at Marqeta. Null until Marqeta has said it." })
  readonly status: HolderStatus | null;
  @Field(() => Boolean, { description: 'Whether cards may be issued and activated.' })
  readonly mayHoldCards: boolean;
  @Field(() => VerificationStep, { description: 'What the holder is to do next.' })
  readonly step: Step;
  @Field(() => Int, { description: 'How often it can still be submitted.' })
  readonly attemptsLeft: number;
  @Field(() => [Verification], { description: 'All submissions, the newest first.' })
  readonly verifications: Verification[];
  @Field(() => TermsType, { description: "Those in force for the holder, in the viewer's language, else in English." })
  readonly terms: TermsType;
}

@ObjectType('QueuedVerification', { simpleResolvers: true, description: 'A verification that is not at its end, or failed.' })
export class QueuedVerification {
  @Field(() => ID, { description: 'UUID of the company that it is about, or whose person it is about.' })
  readonly companyId: string;
  @Field(() => String, { description: 'What its people call it.' })
  readonly companyName: string;
  @Field(() => ID, { nullable: true, description: 'Null for the company itself.' })
  readonly personId: string | null;
  @Field(() => String, { nullable: true, description: 'First and last name; null for the company itself.' })
  readonly personName: string | null;
  @Field(() => HolderStatus, { nullable: true, description: "The holder's status at Marqeta. Null until Marqeta has said it." })
  readonly status: HolderStatus | null;
  @Field(() => Boolean, { description: 'Marqeta speaks of a document in its codes, and has not decided.' })
  readonly needsDocument: boolean;
  @Field(() => Int, { description: 'How often the holder can still be submitted.' })
  readonly attemptsLeft: number;
  @Field(() => Boolean, { description: 'Whether an operator may vouch for the holder now.' })
  readonly mayVouch: boolean;
  @Field(() => Verification, { description: "The holder's latest." })
  readonly verification: ShownVerification;
}

@InputType({ description: 'Which terms are accepted, in which version.' })
export class AcceptTermsInput {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => TermsOf, { description: "Whose: the viewer's own, or the company's, which takes an admin." })
  readonly terms: TermsName;
  @Field(() => String, { description: 'The version that was read. Refused as TERMS_CHANGED when another is in force.' })
  readonly version: string;
}

@InputType({ description: 'What Marqeta wants to know of a person. It is kept sealed.' })
export class SubmitMyVerificationInput {
  @Field(() => String, {
    description: 'Made by the caller, 1 to 200 characters: the same key again submits nothing twice, whatever else is told with it.',
  })
  readonly idempotencyKey: string;
  @Field(() => String, { description: 'A day of the past, yyyy-MM-dd.' })
  readonly birthDate: string;
  @Field(() => String, { description: 'With + and the country.' })
  readonly phone: string;
  @Field(() => PostalAddress, { description: 'Where the person lives.' })
  readonly address: PostalAddress;
  @Field(() => IdentityNumberType, { description: 'What kind of number `identityNumber` is.' })
  readonly identityNumberType: Details.IdentityNumberType;
  @Field(() => String, { description: 'Passed on to Marqeta, and not kept once it has answered.' })
  readonly identityNumber: string;
}

@InputType({ description: 'A person who owns or controls a company.' })
class BeneficialOwnerInput {
  @Field(() => String, { description: '1 to 40 characters.' })
  readonly firstName: string;
  @Field(() => String, { description: '1 to 40 characters.' })
  readonly lastName: string;
  @Field(() => String, { description: 'A day of the past, yyyy-MM-dd.' })
  readonly birthDate: string;
  @Field(() => PostalAddress, { description: 'Where that person lives.' })
  readonly home: PostalAddress;
  @Field(() => IdentityNumberType, { description: 'What kind of number `identityNumber` is.' })
  readonly identityNumberType: Details.IdentityNumberType;
  @Field(() => String, { description: 'Passed on to Marqeta, and not kept once it has answered.' })
  readonly identityNumber: string;
}

@InputType({ description: 'What Marqeta wants to know of a company. It is kept sealed.' })
export class SubmitCompanyVerificationInput {
  @Field(() => String, {
    description: 'Made by the caller, 1 to 200 characters: the same key again submits nothing twice, whatever else is told with it.',
  })
  readonly idempotencyKey: string;
  @Field(() => String, { description: 'As it is registered: 1 to 255 characters.' })
  readonly legalName: string;
  @Field(() => IncorporationType, { description: 'Its legal form.' })
  readonly incorporationType: Details.IncorporationType;
  @Field(() => String, { description: 'A day of the past, yyyy-MM-dd.' })
  readonly establishedOn: string;
  @Field(() => String, { description: 'With + and the country.' })
  readonly phone: string;
  @Field(() => PostalAddress, { description: 'Where the company is registered and has its office.' })
  readonly address: PostalAddress;
  @Field(() => String, { description: 'Passed on to Marqeta, and not kept once it has answered.' })
  readonly taxNumber: string;
  @Field(() => [BeneficialOwnerInput], { description: 'Who owns or controls the company: one to four people.' })
  readonly owners: BeneficialOwnerInput[];
}

@InputType({ description: 'Whom the programme itself has verified, and how that is known.' })
export class VouchForHolderInput {
  @Field(() => String, {
    description: IDEMPOTENCY_KEY,
  })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'The company, or the one whose person it is.' })
  readonly companyId: string;
  @Field(() => ID, { nullable: true, description: 'Null for the company itself.' })
  readonly personId?: string | null;
  @Field(() => String, { description: "1 to 255 characters; it stays in the company's own log." })
  readonly reason: string;
}
