import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { memberOf } from '../access/viewer.ts';
import { feedCursor } from './cursor.ts';
import { FeedItemType, NotificationFeedItemType } from './feed-item.type.ts';
import type { FeedEvent } from './view.ts';

@Resolver(() => FeedItemType)
export class FeedResolver {
  @Query(() => String, {
    description:
      'The position of the live feed at the moment of this query: pass it to `spendFeed(after:)` and nothing is missed or repeated.',
  })
  async feedCursor(@Ctx() context: GraphQLContext): Promise<string> {
    const { companyId } = memberOf(context.viewer);
    const manager = await context.read();
    const [gate] = await manager.query<{ number: string }[]>(
      `SELECT next_feed_number - 1 AS number FROM company_gates WHERE company_id = $1`,
      [companyId],
    );
    if (gate === undefined) throw new Error(`company ${companyId} has no gate`);
    return feedCursor(companyId, BigInt(gate.number));
  }

  @Subscription(() => FeedItemType, {
    description: "What changed, in the company's order, from `after` on: first what was missed, then live. Without `after`, from now on.",
    // Runs over the socket alone, where `FeedReader` hands in the rows.
    subscribe: () => {
      throw new Error('spendFeed is followed over the socket');
    },
  })
  spendFeed(
    @Root() event: FeedEvent,
    @Arg('after', () => String, { nullable: true, description: 'A cursor of this company, at most 10,000 back.' }) _after: string | null,
  ): FeedEvent {
    return event;
  }

  @Subscription(() => FeedItemType, {
    description:
      'What becomes of one card: states, shipping, wallets, and what is changed about its controls; not what is bought with it. Of a card that the viewer may not see nothing is told.',
    subscribe: () => {
      throw new Error('cardChanged is followed over the socket');
    },
  })
  cardChanged(
    @Root() event: FeedEvent,
    @Arg('cardId', () => ID, { description: 'UUID of the card.' }) _cardId: string,
    @Arg('after', () => String, { nullable: true, description: 'A cursor of this company, at most 10,000 back.' }) _after: string | null,
  ): FeedEvent {
    return event;
  }

  @Subscription(() => NotificationFeedItemType, {
    description:
      "The viewer's own notifications, as they are written and as they are read: first what was missed since `after`, then live. Without `after`, from now on.",
    subscribe: () => {
      throw new Error('notificationReceived is followed over the socket');
    },
  })
  notificationReceived(
    @Root() event: FeedEvent,
    @Arg('after', () => String, { nullable: true, description: 'A cursor of this company, at most 10,000 back.' }) _after: string | null,
  ): FeedEvent {
    return event;
  }

  @FieldResolver(() => String)
  cursor(@Root() { companyId, number }: FeedEvent): string {
    return feedCursor(companyId, number);
  }
}

@Resolver(() => NotificationFeedItemType)
export class NotificationFeedResolver {
  @FieldResolver(() => String)
  cursor(@Root() { companyId, number }: FeedEvent): string {
    return feedCursor(companyId, number);
  }
}
