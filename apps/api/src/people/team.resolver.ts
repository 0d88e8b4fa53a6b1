import { type FindOptionsOrder, In } from 'typeorm';
import { Arg, Ctx, FieldResolver, Int, Query, registerEnumType, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { reachOf } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { type Sort, sortType } from '../platform/graphql/sort.type.ts';
import { managersOfTeam, memberCountOf, personById } from './people.loader.ts';
import { Person } from './person.entity.ts';
import { Team } from './team.entity.ts';

const TeamSortKeys = { NAME: 'NAME', CREATED: 'CREATED' } as const;
type TeamSortBy = keyof typeof TeamSortKeys;
registerEnumType(TeamSortKeys, {
  name: 'TeamSortBy',
  description: 'What teams can be ordered by.',
  valuesConfig: { NAME: { description: 'Its name.' }, CREATED: { description: 'When it was made.' } },
});
const TeamSort = sortType('Team', TeamSortKeys);
const BY_NAME: Sort<TeamSortBy> = { by: 'NAME', direction: 'ASC' };

function orderBy({ by, direction }: Sort<TeamSortBy>): FindOptionsOrder<Team> {
  return { ...(by === 'NAME' ? { name: direction } : { createdAt: direction }), id: direction };
}

@Resolver(() => Team)
export class TeamResolver {
  @Query(() => [Team], {
    description: 'By name unless sorted otherwise: all for admins and accountants, for others those that they belong to.',
  })
  async teams(
    @Arg('sort', () => TeamSort, { nullable: true, description: 'By name when absent.' }) sort: Sort<TeamSortBy> | null | undefined,
    @Ctx() context: GraphQLContext,
  ): Promise<Team[]> {
    const viewer = memberOf(context.viewer);
    const reach = reachOf(viewer, 'team.see');
    const manager = await context.read();
    const seen = reach.kind === 'teams' ? { id: In([...reach.teamIds]) } : {};
    return reach.kind === 'company' || reach.kind === 'teams'
      ? manager.find(Team, { where: { companyId: viewer.companyId, ...seen }, order: orderBy(sort ?? BY_NAME) })
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
