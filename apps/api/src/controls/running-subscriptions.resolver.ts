import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { memberOf } from '../access/viewer.ts';
import { Card } from '../cards/card.entity.ts';
import { cardById } from '../cards/card.loader.ts';
import type { StoredControl } from './control-store.ts';
import { SpendingControlType } from './control.type.ts';
import { type RunningSubscription, subscriptionsAbove, subscriptionsAboveOf } from './running-subscriptions.ts';
import { RunningSubscriptionType } from './running-subscriptions.type.ts';

@Resolver(() => SpendingControlType)
export class SubscriptionsAboveControlResolver {
  @FieldResolver(() => [RunningSubscriptionType], {
    description:
      'Of an AMOUNT_LIMIT: regular charges of the last 45 days under it, each of which alone is above it and would be declined the next time. The largest first, 20 at most, and only purchases that the viewer may see.',
  })
  subscriptionsAbove(@Root() { stored }: SpendingControlType, @Ctx() context: GraphQLContext): Promise<readonly RunningSubscription[]> {
    return subscriptionsAboveFor(stored, context);
  }
}

@Resolver(() => RunningSubscriptionType)
export class CardOfSubscriptionResolver {
  @FieldResolver(() => Card, { description: 'The card that is charged.' })
  async card(@Root() { cardId, transactionId }: RunningSubscriptionType, @Ctx() { loaders }: GraphQLContext): Promise<Card> {
    const card = await loaders.load(cardById, cardId);
    if (card === null) throw new Error(`transaction ${transactionId} has no card`);
    return card;
  }
}

/** Of a control that is saved, or only thought of. */
export async function subscriptionsAboveFor(
  control: StoredControl,
  { viewer, clock, loaders }: GraphQLContext,
): Promise<readonly RunningSubscription[]> {
  const key = subscriptionsAbove(control, memberOf(viewer), clock.now().getTime());
  return key === null ? [] : loaders.load(subscriptionsAboveOf, key);
}
