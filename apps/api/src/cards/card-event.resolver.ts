import { cardEventSentence, isCardEventKind, localeOf } from '@afc/words';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { CardEvent } from './card-event.entity.ts';

@Resolver(() => CardEvent)
export class CardEventResolver {
  @FieldResolver(() => String, { description: "In the viewer's language." })
  sentence(@Root() { kind, actorName, reason, detail }: CardEvent, @Ctx() { locale }: GraphQLContext): string {
    // A type that Marqeta brought in later than our words: its name says more than nothing.
    return isCardEventKind(kind) ? cardEventSentence(localeOf(locale), kind, { actorName, reason, idleDays: detail.idleDays }) : kind;
  }
}
