import { Field, ID, ObjectType } from 'type-graphql';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import { DecisionType } from './decision.type.ts';

@ObjectType('TimelineEntry', { simpleResolvers: true, description: 'One line in the life of a purchase.' })
export class TimelineEntryType {
  @Field(() => ID, { description: 'UUID of the decision, message, refund or note that the line tells of.' })
  readonly id: string;
  @Field(() => DateTime, { description: "When it happened; of decisions and Marqeta's messages, by Marqeta's clock." })
  readonly at: Date;
  @Field(() => String, {
    description:
      "Marqeta's type (`authorization`, `authorization.clearing`, …), or ours: `decision`, `release`, `restore`, `refund`, `dispute`.",
  })
  readonly kind: string;
  @Field(() => Boolean, { description: 'It says that the purchase, or more of it, was declined: by us or by the issuer.' })
  readonly isDecline: boolean;
  @Field(() => String, { description: 'In the viewer\'s language: "Cleared for $64.40".' })
  readonly sentence: string;
  @Field(() => MoneyType, {
    nullable: true,
    description: "What the line speaks of, in the card's currency; of a decline, what was asked for.",
  })
  readonly amount: Money | null;
  @Field(() => DecisionType, { nullable: true, description: 'The record behind a line of kind `decision`; null for all others.' })
  readonly decision: DecisionType | null;
}
