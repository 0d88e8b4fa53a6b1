import { Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may, reachOf } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { cardCountOf } from './card.loader.ts';
import { CardProgram } from './card-program.entity.ts';

@Resolver(() => CardProgram)
export class CardProgramResolver {
  @Query(() => [CardProgram], {
    description: "All of the viewer's company, by name, for each of its people, and service accounts with CARDS_READ.",
  })
  async cardPrograms(@Ctx() context: GraphQLContext): Promise<CardProgram[]> {
    const viewer = memberOf(context.viewer);
    const { companyId } = viewer;
    if (!may(viewer, 'program.see', { companyId })) return [];
    const manager = await context.read();
    return manager.find(CardProgram, { where: { companyId }, order: { name: 'ASC', id: 'ASC' } });
  }

  @FieldResolver(() => Int, { description: 'Cards of it that are not terminated, as far as the viewer may see them.' })
  cardCount(@Root() { id }: CardProgram, @Ctx() context: GraphQLContext): Promise<number> {
    return context.loaders.load(cardCountOf, { programId: id, reach: reachOf(memberOf(context.viewer), 'card.see') });
  }
}
