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
  description: 'WAITING until Marqeta has answered. REFUSED: Marqeta took no submission, and it counts as none.',
});

@ObjectType({ simpleResolvers: true })
export class VerificationCode implements States.VerificationCode {
  @Field(() => String, { description: "Marqeta's own." })
  readonly code: string;
  @Field(() => String, { nullable: true })
  readonly message: string | null;
}

/** What is shown of one. */
export type ShownVerification = Pick<Verification, 'id' | 'state' | 'codes' | 'isManual' | 'submittedByName' | 'submittedAt' | 'settledAt'>;

/** One submission of a company or a person to be verified. */
@Entity('verifications')
@ObjectType({ simpleResolvers: true })
export class Verification {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  /** Also Marqeta's token of it. */
  @Field(() => ID)
  @PrimaryColumn('uuid')
  readonly id: string;

  /** Null for the company itself. */
  @Column('uuid', { name: 'user_id', nullable: true })
  readonly userId: string | null;

  @Field(() => VerificationState)
  @Column('text')
  readonly state: States.VerificationState;

  @Field(() => [VerificationCode])
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

  @Field(() => String)
  @Column('text', { name: 'submitted_by_name' })
  readonly submittedByName: string;

  @Field(() => Date)
  @Column('timestamptz', { name: 'submitted_at' })
  readonly submittedAt: Date;

  @Column('timestamptz', { name: 'answered_at', nullable: true })
  readonly answeredAt: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was decided.' })
  @Column('timestamptz', { name: 'settled_at', nullable: true })
  readonly settledAt: Date | null;
}
