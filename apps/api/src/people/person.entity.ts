import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PersonRole, Role as ViewerRole } from '../access/viewer.ts';
import { HolderStatus } from './verification/holder.ts';

export const Role = {
  ADMIN: 'ADMIN',
  MANAGER: 'MANAGER',
  ACCOUNTANT: 'ACCOUNTANT',
  EMPLOYEE: 'EMPLOYEE',
  OPERATOR: 'OPERATOR',
  SERVICE: 'SERVICE',
  READER: 'READER',
} as const satisfies { [Name in ViewerRole]: Name };
registerEnumType(Role, {
  name: 'Role',
  description: 'What somebody is to a company, or to the installation: what they may see and do.',
  valuesConfig: {
    ADMIN: { description: 'Manages the people, cards, controls and funds of the whole company.' },
    MANAGER: { description: 'Sees, and adjusts within what admins allow, what concerns the people of the teams they manage.' },
    ACCOUNTANT: { description: 'Sees the whole company and keeps its books, without changing cards or controls of others.' },
    EMPLOYEE: { description: 'Sees and uses their own cards.' },
    OPERATOR: {
      description: "Runs the installation, belongs to no company and sees no company's money but the bank transfers that wait for them.",
    },
    READER: { description: 'An operator who reads a company for a while, with a reason, and changes nothing.' },
    SERVICE: { description: 'No person but a program with an API key: may what its scopes say.' },
  },
});

export const PersonStatus = { ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED', CLOSED: 'CLOSED' } as const;
export type PersonStatus = keyof typeof PersonStatus;
registerEnumType(PersonStatus, {
  name: 'PersonStatus',
  description: "Whether somebody may use the product, as the company has it: not Marqeta's `HolderStatus`.",
  valuesConfig: {
    ACTIVE: { description: 'May sign in and spend.' },
    SUSPENDED: { description: 'May neither sign in nor spend, for now.' },
    CLOSED: { description: 'May neither sign in nor spend; meant for good.' },
  },
});

export const SuspensionSource = { ADMIN: 'ADMIN', DIRECTORY: 'DIRECTORY' } as const;
export type SuspensionSource = keyof typeof SuspensionSource;
registerEnumType(SuspensionSource, {
  name: 'SuspensionSource',
  description: 'Who keeps somebody from signing in and spending.',
  valuesConfig: {
    ADMIN: { description: 'An admin of the company. Only an admin lifts it.' },
    DIRECTORY: {
      description: "The company's directory, by SCIM. It lifts it itself, unless an admin has suspended them too; an admin may.",
    },
  },
});

/** Table `users`: a person of a company. Birth date, phone and address are sealed and have no property here. */
@Entity('users')
@ObjectType({ simpleResolvers: true, description: 'Somebody of a company, as the product knows them; cards are issued to people.' })
export class Person {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  @Field(() => ID, { description: 'UUID. Somebody who serves two companies is two people.' })
  @PrimaryColumn('uuid')
  readonly id: string;

  @Column('uuid', { name: 'identity_id', nullable: true })
  readonly identityId: string | null;

  @Field(() => String, { description: 'As the company entered it.' })
  @Column('text', { name: 'first_name' })
  readonly firstName: string;

  @Field(() => String, { description: 'As the company entered it; lists of people are sorted by it.' })
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

  /** With which code Marqeta did not take the name that they have now. */
  @Column('text', { name: 'name_refusal', nullable: true })
  readonly nameRefusal: string | null;

  @Field(() => Role, { description: 'What they may see and do in the company; never OPERATOR or SERVICE.' })
  @Column('text')
  readonly role: PersonRole;

  @Field(() => PersonStatus, { description: 'Purchases of who is not ACTIVE are declined.' })
  @Column('text')
  readonly status: PersonStatus;

  /** See `sourcesOf`. */
  @Column('text', { name: 'suspended_by', array: true })
  readonly suspendedBy: SuspensionSource[];

  @Column('text')
  readonly locale: string;

  @Column('int')
  readonly version: number;

  @Field(() => Date, { description: 'When the company added them.' })
  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  readonly updatedAt: Date;

  @Field(() => String, { description: 'First and last name, as screens show them.' })
  get displayName(): string {
    return displayNameOf(this);
  }
}

export function displayNameOf(person: Pick<Person, 'firstName' | 'lastName'>): string {
  return `${person.firstName} ${person.lastName}`;
}
