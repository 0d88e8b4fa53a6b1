import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type * as States from './verification.state.ts';

const VerificationState = {
  WAITING: 'WAITING',
  PENDING: 'PENDING',
  SUCCESS: 'SUCCESS',
  FAILURE: 'FAILURE',
  REFUSED: 'REFUSED',
} as const satisfies { readonly [Name in States.VerificationState]: Name };
registerEnumType(VerificationState, {
  name: 'VerificationState',
  description: 'What became of a submission.',
  valuesConfig: {
    WAITING: { description: 'Marqeta has not answered yet.' },
    PENDING: { description: 'Marqeta looks at it, or waits for a document.' },
    SUCCESS: { description: 'Verified; Marqeta makes the holder ACTIVE.' },
    FAILURE: { description: 'Not verified; it may be corrected and submitted again while `attemptsLeft` is not zero.' },
    REFUSED: { description: 'Marqeta took no submission, and it counts as none.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Why Marqeta decided as it did, or what it still asks for.' })
export class VerificationCode implements States.VerificationCode {
  @Field(() => String, { description: "Marqeta's own." })
  readonly code: string;
  @Field(() => String, { nullable: true, description: "In Marqeta's words; null when it gave none." })
  readonly message: string | null;
}

/** What is shown of one. */
export type ShownVerification = Pick<Verification, 'id' | 'state' | 'codes' | 'isManual' | 'submittedByName' | 'submittedAt' | 'settledAt'>;

/** One submission of a company or a person to be verified. */
@Entity('verifications')
@ObjectType({ simpleResolvers: true, description: 'One submission of a company or a person to be verified by Marqeta.' })
export class Verification {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  /** Also Marqeta's token of it. */
  @Field(() => ID, { description: "UUID, also Marqeta's token of it." })
  @PrimaryColumn('uuid')
  readonly id: string;

  /** Null for the company itself. */
  @Column('uuid', { name: 'user_id', nullable: true })
  readonly userId: string | null;

  @Field(() => VerificationState, { description: 'What became of it.' })
  @Column('text')
  readonly state: States.VerificationState;

  @Field(() => [VerificationCode], { description: 'Why; empty until Marqeta has said so.' })
  @Column('jsonb')
  readonly codes: VerificationCode[];

  @Field(() => Boolean, { description: 'An operator vouched for the holder.' })
  @Column('boolean', { name: 'is_manual' })
  readonly isManual: boolean;

  /** Why an operator vouched. */
  @Column('text', { nullable: true })
  readonly note: string | null;

  /** Null when an operator vouched. */
  @Column('text', { name: 'terms_version', nullable: true })
  readonly termsVersion: string | null;

  /** Only while Marqeta has not answered. */
  @Column('bytea', { name: 'numbers_sealed', nullable: true })
  readonly numbersSealed: Buffer | null;

  @Column('uuid', { name: 'submitted_by', nullable: true })
  readonly submittedBy: string | null;

  @Field(() => String, { description: 'Of the person who submitted it, or the operator who vouched.' })
  @Column('text', { name: 'submitted_by_name' })
  readonly submittedByName: string;

  @Field(() => Date, { description: 'When it was accepted here; Marqeta hears of it right after.' })
  @Column('timestamptz', { name: 'submitted_at' })
  readonly submittedAt: Date;

  @Column('timestamptz', { name: 'answered_at', nullable: true })
  readonly answeredAt: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was decided.' })
  @Column('timestamptz', { name: 'settled_at', nullable: true })
  readonly settledAt: Date | null;
}
