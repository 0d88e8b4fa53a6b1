import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type * as Details from './details.ts';
import { IDENTITY_NUMBER_TYPES, INCORPORATION_TYPES } from './details.ts';
import { HolderStatus } from './holder.ts';
import type { TermsOf as TermsName } from './terms.ts';
import { type ShownVerification, Verification } from './verification.entity.ts';
import type { VerificationStep as Step } from './verification.state.ts';

const TermsOf = { CARDHOLDER: 'CARDHOLDER', COMPANY: 'COMPANY' } as const satisfies { readonly [Name in TermsName]: Name };
registerEnumType(TermsOf, { name: 'TermsOf', description: 'Whom terms bind.' });

const VerificationStep = {
  NOTHING: 'NOTHING',
  ACCEPT_TERMS: 'ACCEPT_TERMS',
  SUBMIT: 'SUBMIT',
  RESUBMIT: 'RESUBMIT',
  WAIT: 'WAIT',
  SEND_DOCUMENT: 'SEND_DOCUMENT',
  ASK_OPERATOR: 'ASK_OPERATOR',
} as const satisfies { readonly [Name in Step]: Name };
registerEnumType(VerificationStep, { name: 'VerificationStep', description: 'What the holder is to do next.' });

const IncorporationType = enumOf<Details.IncorporationType>('IncorporationType', INCORPORATION_TYPES);
const IdentityNumberType = enumOf<Details.IdentityNumberType>('IdentityNumberType', IDENTITY_NUMBER_TYPES);

function enumOf<Name extends string>(name: string, names: readonly Name[]): Readonly<Record<Name, Name>> {
  const values = Object.fromEntries(names.map((value) => [value, value])) as Record<Name, Name>;
  registerEnumType(values, { name });
  return values;
}

@ObjectType('PostalAddress', { simpleResolvers: true })
@InputType('PostalAddressInput')
export class PostalAddress implements Details.Address {
  @Field(() => String)
  readonly line1: string;
  @Field(() => String, { nullable: true })
  readonly line2: string | null;
  @Field(() => String)
  readonly city: string;
  @Field(() => String, { nullable: true })
  readonly region: string | null;
  @Field(() => String)
  readonly postalCode: string;
  @Field(() => String, { description: 'ISO 3166-1, two letters.' })
  readonly country: string;
}

@ObjectType('PersonDetails', { simpleResolvers: true })
export class PersonDetailsType implements Details.PersonDetails {
  @Field(() => String, { description: 'yyyy-MM-dd' })
  readonly birthDate: string;
  @Field(() => String)
  readonly phone: string;
  @Field(() => PostalAddress)
  readonly address: PostalAddress;
}

@ObjectType('BeneficialOwner', { simpleResolvers: true, description: 'A person who owns or controls a company.' })
export class BeneficialOwnerType implements Details.BeneficialOwner {
  @Field(() => String)
  readonly firstName: string;
  @Field(() => String)
  readonly lastName: string;
  @Field(() => String, { description: 'yyyy-MM-dd' })
  readonly birthDate: string;
  @Field(() => PostalAddress)
  readonly home: PostalAddress;
}

@ObjectType('CompanyDetails', { simpleResolvers: true })
export class CompanyDetailsType implements Details.CompanyDetails {
  @Field(() => String)
  readonly legalName: string;
  @Field(() => IncorporationType)
  readonly incorporationType: Details.IncorporationType;
  @Field(() => String, { description: 'yyyy-MM-dd' })
  readonly establishedOn: string;
  @Field(() => String)
  readonly phone: string;
  @Field(() => PostalAddress)
  readonly address: PostalAddress;
  @Field(() => [BeneficialOwnerType])
  readonly owners: BeneficialOwnerType[];
}

@ObjectType('Terms', {
  simpleResolvers: true,
  description: 'What is to be accepted before anything is submitted, and again in each new version.',
})
export class TermsType {
  @Field(() => String)
  readonly version: string;
  @Field(() => String, { description: 'Plain text: paragraphs with an empty line between them, the first of which is the title.' })
  readonly text: string;
  @Field(() => Boolean)
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
  @Field(() => VerificationStep)
  readonly step: Step;
  @Field(() => Int, { description: 'How often it can still be submitted.' })
  readonly attemptsLeft: number;
  @Field(() => [Verification], { description: 'All submissions, the newest first.' })
  readonly verifications: Verification[];
  @Field(() => TermsType)
  readonly terms: TermsType;
}

@ObjectType('QueuedVerification', { simpleResolvers: true, description: 'A verification that is not at its end, or failed.' })
export class QueuedVerification {
  @Field(() => ID)
  readonly companyId: string;
  @Field(() => String)
  readonly companyName: string;
  @Field(() => ID, { nullable: true, description: 'Null for the company itself.' })
  readonly personId: string | null;
  @Field(() => String, { nullable: true })
  readonly personName: string | null;
  @Field(() => HolderStatus, { nullable: true })
  readonly status: HolderStatus | null;
  @Field(() => Boolean)
  readonly needsDocument: boolean;
  @Field(() => Int)
  readonly attemptsLeft: number;
  @Field(() => Boolean, { description: 'Whether an operator may vouch for the holder now.' })
  readonly mayVouch: boolean;
  @Field(() => Verification)
  readonly verification: ShownVerification;
}

@InputType()
export class AcceptTermsInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => TermsOf)
  readonly terms: TermsName;
  @Field(() => String, { description: 'The version that was read. Refused with `stale` when another is in force.' })
  readonly version: string;
}

@InputType()
export class SubmitMyVerificationInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => String, { description: 'yyyy-MM-dd' })
  readonly birthDate: string;
  @Field(() => String, { description: 'With + and the country.' })
  readonly phone: string;
  @Field(() => PostalAddress)
  readonly address: PostalAddress;
  @Field(() => IdentityNumberType)
  readonly identityNumberType: Details.IdentityNumberType;
  @Field(() => String, { description: 'Passed on to Marqeta, and not kept once it has answered.' })
  readonly identityNumber: string;
}

@InputType()
class BeneficialOwnerInput {
  @Field(() => String)
  readonly firstName: string;
  @Field(() => String)
  readonly lastName: string;
  @Field(() => String, { description: 'yyyy-MM-dd' })
  readonly birthDate: string;
  @Field(() => PostalAddress)
  readonly home: PostalAddress;
  @Field(() => IdentityNumberType)
  readonly identityNumberType: Details.IdentityNumberType;
  @Field(() => String, { description: 'Passed on to Marqeta, and not kept once it has answered.' })
  readonly identityNumber: string;
}

@InputType()
export class SubmitCompanyVerificationInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => String)
  readonly legalName: string;
  @Field(() => IncorporationType)
  readonly incorporationType: Details.IncorporationType;
  @Field(() => String, { description: 'yyyy-MM-dd' })
  readonly establishedOn: string;
  @Field(() => String, { description: 'With + and the country.' })
  readonly phone: string;
  @Field(() => PostalAddress)
  readonly address: PostalAddress;
  @Field(() => String, { description: 'Passed on to Marqeta, and not kept once it has answered.' })
  readonly taxNumber: string;
  @Field(() => [BeneficialOwnerInput], { description: 'Who owns or controls the company: one to four people.' })
  readonly owners: BeneficialOwnerInput[];
}

@InputType()
export class VouchForHolderInput {
  @Field(() => String)
  readonly idempotencyKey: string;
  @Field(() => ID)
  readonly companyId: string;
  @Field(() => ID, { nullable: true, description: 'Null for the company itself.' })
  readonly personId?: string | null;
  @Field(() => String)
  readonly reason: string;
}
