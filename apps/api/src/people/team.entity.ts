import { Field, ID, ObjectType } from 'type-graphql';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('teams')
@ObjectType({
  simpleResolvers: true,
  description: 'People of a company with the managers who look after their spending; a scope for controls and budgets.',
})
export class Team {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  @Field(() => ID, { description: 'UUID, also the `subjectId` of a control whose scope is TEAM.' })
  @PrimaryColumn('uuid')
  readonly id: string;

  @Field(() => String, { description: 'As the company calls it: 1 to 60 characters, no two alike in a company.' })
  @Column('text')
  readonly name: string;

  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt: Date;
}

@Entity('memberships')
export class Membership {
  @PrimaryColumn('uuid', { name: 'company_id' })
  readonly companyId: string;

  @PrimaryColumn('uuid', { name: 'team_id' })
  readonly teamId: string;

  @PrimaryColumn('uuid', { name: 'user_id' })
  readonly userId: string;

  @Column('boolean', { name: 'is_manager' })
  readonly isManager: boolean;

  @Column('timestamptz', { name: 'created_at' })
  readonly createdAt: Date;
}
