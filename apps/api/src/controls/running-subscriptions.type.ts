import { Field, ID, ObjectType } from 'type-graphql';
import { MoneyType } from '../platform/graphql/money.type.ts';
import { DateTime } from '../platform/graphql/scalars.ts';
import type { Money } from '../platform/money.ts';
import type { RunningSubscription } from './running-subscriptions.ts';

@ObjectType('RunningSubscription', { description: 'What a merchant charges a card with regularly, as it last did.', simpleResolvers: true })
export class RunningSubscriptionType implements RunningSubscription {
  readonly cardId: string;

  @Field(() => ID, { description: 'Of the last charge.' })
  readonly transactionId: string;
  @Field(() => String, { description: 'As the last charge has it.' })
  readonly merchantName: string;
  @Field(() => MoneyType, { description: 'Of the last charge.' })
  readonly amount: Money;
  @Field(() => DateTime, { description: 'When it was last charged.' })
  readonly chargedAt: Date;
}
