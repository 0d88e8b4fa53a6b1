import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { HolderStatus } from './verification/holder.ts';

@Entity('companies')
@ObjectType({ simpleResolvers: true, description: 'A customer of this installation: it has people, cards, controls and funds of its own.' })
export class Company {
  @Field(() => ID, { description: 'UUID; a viewer never sees anything of another company.' })
  @PrimaryColumn('uuid')
  readonly id: string;

  @Field(() => String, { description: 'What its people call it; the registered name is among the details of its verification.' })
  @Column('text')
  readonly name: string;

  @Field(() => String, { description: 'IANA zone: every window of a limit begins at local midnight here.' })
  @Column('text', { name: 'time_zone' })
  readonly timeZone: string;

  @Field(() => Int, { description: 'The first day of a week: 1 is Monday, 7 is Sunday.' })
  @Column('smallint', { name: 'week_starts_on', default: 1 })
  readonly weekStartsOn: number;

  @Field(() => String, { description: 'Month and day on which a fiscal year begins, such as 04-06.' })
  @Column('text', { name: 'fiscal_year_starts_on', default: '01-01' })
  readonly fiscalYearStartsOn: string;

  @Field(() => Int, { description: 'Of zone, week and fiscal year: what `setCompanyClock` expects.' })
  @Column('integer', { name: 'clock_version', default: 1 })
  readonly clockVersion: number;

  @Field(() => String, { description: 'ISO 4217 of budgets and overviews.' })
  @Column('text')
  readonly currency: string;

  /** Null until Marqeta has confirmed the business. */
  @Column('text', { name: 'marqeta_business_token', nullable: true })
  readonly marqetaBusinessToken: string | null;

  @Field(() => HolderStatus, { nullable: true, description: "The company's status at Marqeta. Null until Marqeta has said it." })
  @Column('text', { name: 'holder_status', nullable: true })
  readonly holderStatus: HolderStatus | null;

  @Column('timestamptz', { name: 'holder_changed_at', nullable: true })
  readonly holderChangedAt: Date | null;

  @Field(() => Date, { description: 'When it was set up here.' })
  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt: Date;
}
