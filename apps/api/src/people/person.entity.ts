import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role as ViewerRole } from '../access/viewer.ts';
import { HolderStatus } from './verification/holder.ts';

export const Role = { ADMIN: 'ADMIN', MANAGER: 'MANAGER', ACCOUNTANT: 'ACCOUNTANT', EMPLOYEE: 'EMPLOYEE', OPERATOR: 'OPERATOR' } as const;
registerEnumType(Role, { name: 'Role' });

/** An operator is no person of a company. */
export type PersonRole = Exclude<ViewerRole, 'OPERATOR'>;

export const PersonStatus = { ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED', CLOSED: 'CLOSED' } as const;
export type PersonStatus = keyof typeof PersonStatus;
registerEnumType(PersonStatus, { name: 'PersonStatus' });

/** Table `users`: a person of a company. Birth date, phone and address are sealed and have no property here. */
@Entity('users')
@ObjectType({ simpleResolvers: true })
export class Person {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  @Field(() => ID)
  @PrimaryColumn('uuid')
  readonly id: string;

  @Column('uuid', { name: 'identity_id', nullable: true })
  readonly identityId: string | null;

  @Field(() => String)
  @Column('text', { name: 'first_name' })
  readonly firstName: string;

  @Field(() => String)
  @Column('text', { name: 'last_name' })
  readonly lastName: string;

  @Column('bytea', { name: 'email_sealed' })
  readonly emailSealed: Buffer;

  @Column('bytea', { name: 'email_hash' })
  readonly emailHash: Buffer;

  /** Null until Marqeta has confirmed the cardholder. */
  @Column('text', { name: 'marqeta_user_token', nullable: true })
  readonly marqetaUserToken: string | null;

  @Field(() => HolderStatus, { nullable: true, description: "The cardholder's status at Marqeta. Null until Marqeta has said it." })
  @Column('text', { name: 'holder_status', nullable: true })
  readonly holderStatus: HolderStatus | null;

  @Column('timestamptz', { name: 'holder_changed_at', nullable: true })
  readonly holderChangedAt: Date | null;

  @Field(() => Role)
  @Column('text')
  readonly role: PersonRole;

  @Field(() => PersonStatus)
  @Column('text')
  readonly status: PersonStatus;

  @Column('text')
  readonly locale: string;

  @Column('int')
  readonly version: number;

  @Field(() => Date)
  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  readonly updatedAt: Date;

  @Field(() => String)
  get displayName(): string {
    return displayNameOf(this);
  }
}

export function displayNameOf(person: Pick<Person, 'firstName' | 'lastName'>): string {
  return `${person.firstName} ${person.lastName}`;
}
