import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('companies')
@ObjectType({ simpleResolvers: true })
export class Company {
  @Field(() => ID)
  @PrimaryColumn('uuid')
  readonly id: string;

  @Field(() => String)
  @Column('text')
  readonly name: string;

  @Field(() => String, { description: 'IANA zone: every window of a limit begins at local midnight here.' })
  @Column('text', { name: 'time_zone' })
  readonly timeZone: string;

  @Field(() => String, { description: 'ISO 4217 of budgets and overviews.' })
  @Column('text')
  readonly currency: string;

  /** Null until Marqeta has confirmed the business. */
  @Column('text', { name: 'marqeta_business_token', nullable: true })
  readonly marqetaBusinessToken: string | null;

  @Field(() => Date)
  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt: Date;
}
