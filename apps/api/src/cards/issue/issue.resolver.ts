import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../../access/graphql-context.ts';
import { type Member, memberOf } from '../../access/viewer.ts';
import { visiblePerson } from '../../people/person-subject.ts';
import { Person } from '../../people/person.entity.ts';
import { bulkAfter } from '../../platform/bulk/bulk.type.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { Card } from '../card.entity.ts';
import { IssueCardInput, limitOf } from '../card.inputs.ts';
import { programById } from '../card.loader.ts';
import { changed, visibleCard } from '../card.resolver.ts';
import { CardProgram } from '../card-program.entity.ts';
import { type IssueBulkRow, issueBulks } from './issue-bulk.ts';
import { IssueBulkRowType, IssueBulkType, IssueCardsInput, shownBulk, UndoIssueBulkInput } from './issue-bulk.type.ts';
import type { IssueService } from './issue.service.ts';

@Resolver(() => IssueBulkType)
export class IssueResolver {
  constructor(private readonly service: IssueService) {}

  @Mutation(() => Card, { description: 'Asks for a new card. It can be used once the issuer has confirmed it (`issuerStatus`).' })
  async issueCard(@Arg('input', () => IssueCardInput) input: IssueCardInput, @Ctx() context: GraphQLContext): Promise<Card> {
    const [{ limitMinor: _minor, limitWindow: _window, ...rest }, options] = commandOf(context, input);
    return changed(context, await this.service.issue(memberOf(context.viewer), { ...rest, limit: limitOf(input) }, options));
  }

  @Mutation(() => IssueBulkType, {
    description:
      'Asks for a card for each of many people. One who is refused says so in their row, and keeps no other from getting a card. Admin only.',
  })
  async issueCards(@Arg('input', () => IssueCardsInput) input: IssueCardsInput, @Ctx() context: GraphQLContext): Promise<IssueBulkType> {
    const viewer = memberOf(context.viewer);
    const [{ limitMinor: _minor, limitWindow: _window, ...rest }, options] = commandOf(context, input);
    return this.#shown(viewer, context, await this.service.issueMany(viewer, { ...rest, limit: limitOf(input) }, options));
  }

  @Mutation(() => IssueBulkType, {
    description:
      'Terminates the cards that the caller issued with one `issueCards`, for ten minutes: those that nobody has used or changed since. Admin only.',
  })
  async undoIssueBulk(
    @Arg('input', () => UndoIssueBulkInput) input: UndoIssueBulkInput,
    @Ctx() context: GraphQLContext,
  ): Promise<IssueBulkType> {
    const viewer = memberOf(context.viewer);
    return this.#shown(viewer, context, await this.service.undo(viewer, ...commandOf(context, input)));
  }

  @FieldResolver(() => CardProgram, { description: 'Of which the cards are.' })
  async program(@Root() { programId }: IssueBulkType, @Ctx() { loaders }: GraphQLContext): Promise<CardProgram> {
    const program = await loaders.load(programById, programId);
    if (program === null) throw new NotFoundError('card program');
    return program;
  }

  @FieldResolver(() => [IssueBulkRowType], { description: 'One for each person, in the order in which they were named.' })
  async rows(@Root() { id }: IssueBulkType, @Ctx() { loaders }: GraphQLContext): Promise<readonly IssueBulkRow[]> {
    return loaders.load(issueBulks.rowsOfBulk, id);
  }

  async #shown({ companyId }: Member, context: GraphQLContext, made: { bulkId: string }): Promise<IssueBulkType> {
    return shownBulk(await bulkAfter(context, issueBulks, companyId, made));
  }
}

@Resolver(() => IssueBulkRowType)
export class IssueBulkRowResolver {
  @FieldResolver(() => Person, {
    nullable: true,
    description: 'The person as they are now; null when there is none that the viewer may see.',
  })
  holder(@Root() { holderId }: IssueBulkRowType, @Ctx() context: GraphQLContext): Promise<Person | null> {
    return visiblePerson(context, holderId);
  }

  @FieldResolver(() => Card, { nullable: true, description: 'The card as it is now; null for who was refused one.' })
  card(@Root() { cardId }: IssueBulkRowType, @Ctx() context: GraphQLContext): Promise<Card | null> {
    return visibleCard(context, cardId);
  }
}
