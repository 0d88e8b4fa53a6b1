import { In } from 'typeorm';
import { Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { reachOf } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { managersOfTeam, memberCountOf, personById } from './people.loader.ts';
import { Person } from './person.entity.ts';
import { Team } from './team.entity.ts';

@Resolver(() => Team)
export class TeamResolver {
  @Query(() => [Team], { description: 'By name: all for admins and accountants, for others those that they belong to.' })
  async teams(@Ctx() context: GraphQLContext): Promise<Team[]> {
    const viewer = memberOf(context.viewer);
    const reach = reachOf(viewer, 'team.see');
    const manager = await context.read();
    const seen = reach.kind === 'teams' ? { id: In([...reach.teamIds]) } : {};
    return reach.kind === 'company' || reach.kind === 'teams'
      ? manager.find(Team, { where: { companyId: viewer.companyId, ...seen }, order: { name: 'ASC', id: 'ASC' } })
      : [];
  }

  @FieldResolver(() => [Person], { description: 'Members who manage it, by last name; empty when nobody does.' })
  async managers(@Root() team: Team, @Ctx() { loaders }: GraphQLContext): Promise<Person[]> {
    const rows = await loaders.load(managersOfTeam, team.id);
    const people = await Promise.all(rows.map(({ userId }) => loaders.load(personById, userId)));
    return people.filter((person) => person !== null);
  }

  @FieldResolver(() => Int, { description: 'How many people belong to it, its managers included.' })
  async memberCount(@Root() team: Team, @Ctx() { loaders }: GraphQLContext): Promise<number> {
    return (await loaders.load(memberCountOf, team.id))?.members ?? 0;
  }
}
