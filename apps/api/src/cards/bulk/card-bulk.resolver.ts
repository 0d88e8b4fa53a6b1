import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../../access/graphql-context.ts';
import { type Member, memberOf } from '../../access/viewer.ts';
import { bulkAfter } from '../../platform/bulk/bulk.type.ts';
import { Card } from '../card.entity.ts';
import { visibleCard } from '../card.resolver.ts';
import { type CardBulkRow, cardBulks } from './card-bulk.ts';
import type { CardBulkService } from './card-bulk.service.ts';
import { CardBulkRowType, CardBulkType, ChangeCardsInput, shownBulk, UndoCardBulkInput } from './card-bulk.type.ts';

@Resolver(() => CardBulkType)
export class CardBulkResolver {
  constructor(private readonly service: CardBulkService) {}

  @Mutation(() => CardBulkType, {
    description: 'Freezes, unfreezes or terminates many cards. One that is refused says so in its row, and keeps no other from being done.',
  })
  async changeCards(@Arg('input', () => ChangeCardsInput) input: ChangeCardsInput, @Ctx() context: GraphQLContext): Promise<CardBulkType> {
    const viewer = memberOf(context.viewer);
    return this.#shown(viewer, context, await this.service.change(viewer, ...commandOf(context, input)));
  }

  @Mutation(() => CardBulkType, {
    description: 'Takes back what the caller did with many cards, for ten minutes: with each that nobody has changed since.',
  })
  async undoCardBulk(
    @Arg('input', () => UndoCardBulkInput) input: UndoCardBulkInput,
    @Ctx() context: GraphQLContext,
  ): Promise<CardBulkType> {
    const viewer = memberOf(context.viewer);
    return this.#shown(viewer, context, await this.service.undo(viewer, ...commandOf(context, input)));
  }

  @FieldResolver(() => [CardBulkRowType], { description: 'One for each card, in the order in which they were named.' })
  async rows(@Root() { id }: CardBulkType, @Ctx() { loaders }: GraphQLContext): Promise<readonly CardBulkRow[]> {
    return loaders.load(cardBulks.rowsOfBulk, id);
  }

  async #shown({ companyId }: Member, context: GraphQLContext, made: { bulkId: string }): Promise<CardBulkType> {
    return shownBulk(await bulkAfter(context, cardBulks, companyId, made));
  }
}

@Resolver(() => CardBulkRowType)
export class CardBulkRowResolver {
  @FieldResolver(() => Card, { nullable: true, description: 'The card as it is now; null when there is none that the viewer may see.' })
  card(@Root() { cardId }: CardBulkRowType, @Ctx() context: GraphQLContext): Promise<Card | null> {
    return visibleCard(context, cardId);
  }
}
