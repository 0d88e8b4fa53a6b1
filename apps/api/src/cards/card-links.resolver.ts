import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { memberOf } from '../access/viewer.ts';
import { FeedItemType } from '../feed/feed-item.type.ts';
import type { FeedEvent } from '../feed/view.ts';
import { Person } from '../people/person.entity.ts';
import { Card } from './card.entity.ts';
import { cardsOfPerson } from './card.loader.ts';
import { maySee, visibleCard } from './card.resolver.ts';

/** Cards, seen from a person. */
@Resolver(() => Person)
export class CardsOfPersonResolver {
  @FieldResolver(() => [Card], { description: 'Those the viewer may see, the newest first and terminated ones at the end.' })
  async cards(@Root() person: Person, @Ctx() context: GraphQLContext): Promise<Card[]> {
    const viewer = memberOf(context.viewer);
    const cards = await context.loaders.load(cardsOfPerson, person.id);
    const seen = await Promise.all(cards.map((card) => maySee(context, viewer, card)));
    return cards.filter((_card, index) => seen[index]);
  }
}

/** The card that a row of the live feed is about. */
@Resolver(() => FeedItemType)
export class CardOfFeedResolver {
  @FieldResolver(() => Card, {
    nullable: true,
    description: 'The card it is about; null when it is about none, or the viewer may not see that card.',
  })
  card(@Root() { cardId }: FeedEvent, @Ctx() context: GraphQLContext): Promise<Card | null> {
    return visibleCard(context, cardId);
  }
}
