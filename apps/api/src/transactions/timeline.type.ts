import { Field, ID, ObjectType } from 'type-graphql';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import { DecisionType } from './decision.type.ts';

@ObjectType('TimelineEntry', { simpleResolvers: true })
export class TimelineEntryType {
  @Field(() => ID)
  readonly id: string;
  @Field(() => DateTime)
  readonly at: Date;
  @Field(() => String, {
    description:
      "Marqeta's type (`authorization`, `authorization.clearing`, …), or ours: `decision`, `release`, `restore`, `refund`, `dispute`.",
  })
  readonly kind: string;
  @Field(() => String, { description: 'In the viewer\'s language: "Cleared for $64.40".' })
  readonly sentence: string;
  @Field(() => MoneyType, { nullable: true })
  readonly amount: Money | null;
  @Field(() => DecisionType, { nullable: true })
  readonly decision: DecisionType | null;
}
