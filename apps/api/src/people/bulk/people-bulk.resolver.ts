import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../../access/graphql-context.ts';
import { type Member, memberOf } from '../../access/viewer.ts';
import { bulkAfter } from '../../platform/bulk/bulk.type.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { teamById } from '../people.loader.ts';
import { Person } from '../person.entity.ts';
import { visiblePerson } from '../person-subject.ts';
import { Team } from '../team.entity.ts';
import { type PeopleBulkRow, peopleBulks } from './people-bulk.ts';
import type { PeopleBulkService } from './people-bulk.service.ts';
import { ChangePeopleInput, PeopleBulkRowType, PeopleBulkType, shownBulk, UndoPeopleBulkInput } from './people-bulk.type.ts';

@Resolver(() => PeopleBulkType)
export class PeopleBulkResolver {
  constructor(private readonly service: PeopleBulkService) {}

  @Mutation(() => PeopleBulkType, {
    description:
      'Puts many people into a team, or takes them out of it. One who is refused says so in their row, and keeps no other from being done. Admin only.',
  })
  async changePeople(
    @Arg('input', () => ChangePeopleInput) input: ChangePeopleInput,
    @Ctx() context: GraphQLContext,
  ): Promise<PeopleBulkType> {
    const viewer = memberOf(context.viewer);
    return this.#shown(viewer, context, await this.service.change(viewer, ...commandOf(context, input)));
  }

  @Mutation(() => PeopleBulkType, {
    description: 'Takes back what the caller did with many people, for ten minutes: with each whom nobody has changed since. Admin only.',
  })
  async undoPeopleBulk(
    @Arg('input', () => UndoPeopleBulkInput) input: UndoPeopleBulkInput,
    @Ctx() context: GraphQLContext,
  ): Promise<PeopleBulkType> {
    const viewer = memberOf(context.viewer);
    return this.#shown(viewer, context, await this.service.undo(viewer, ...commandOf(context, input)));
  }

  @FieldResolver(() => Team, { description: 'The team that it was about.' })
  async team(@Root() { teamId }: PeopleBulkType, @Ctx() { loaders }: GraphQLContext): Promise<Team> {
    const team = await loaders.load(teamById, teamId);
    if (team === null) throw new NotFoundError('team');
    return team;
  }

  @FieldResolver(() => [PeopleBulkRowType], { description: 'One for each person, in the order in which they were named.' })
  async rows(@Root() { id }: PeopleBulkType, @Ctx() { loaders }: GraphQLContext): Promise<readonly PeopleBulkRow[]> {
    return loaders.load(peopleBulks.rowsOfBulk, id);
  }

  async #shown({ companyId }: Member, context: GraphQLContext, made: { bulkId: string }): Promise<PeopleBulkType> {
    return shownBulk(await bulkAfter(context, peopleBulks, companyId, made));
  }
}

@Resolver(() => PeopleBulkRowType)
export class PeopleBulkRowResolver {
  @FieldResolver(() => Person, {
    nullable: true,
    description: 'The person as they are now; null when there is none that the viewer may see.',
  })
  person(@Root() { personId }: PeopleBulkRowType, @Ctx() context: GraphQLContext): Promise<Person | null> {
    return visiblePerson(context, personId);
  }
}
