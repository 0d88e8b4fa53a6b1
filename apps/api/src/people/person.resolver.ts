import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, InputType, Query, registerEnumType, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf, type Role as ViewerRole } from '../access/viewer.ts';
import { connectionType, PageArgs } from '../platform/graphql/connection.type.ts';
import type { Connection } from '../platform/graphql/page.ts';
import { type Sort, sortType } from '../platform/graphql/sort.type.ts';
import { isUuid } from '../platform/ids.ts';
import type { Sealer } from '../platform/seal.ts';
import { personKeyOf, teamById, teamsOfPerson } from './people.loader.ts';
import { peoplePage, type PersonSortBy } from './people.query.ts';
import { Person, Role } from './person.entity.ts';
import { subjectOfPerson, visiblePerson } from './person-subject.ts';
import { openPersonEmail } from './sealed-email.ts';
import { Team } from './team.entity.ts';

@InputType({ description: 'All that is given must hold; what is left out restricts nothing.' })
class PersonFilter {
  @Field(() => String, { nullable: true, description: 'Part of a name, or a whole e-mail address: of an address a part finds nobody.' })
  readonly search?: string | null;
  @Field(() => Role, { nullable: true, description: 'This role alone.' })
  readonly role?: ViewerRole | null;
  @Field(() => ID, { nullable: true, description: 'Members of this team, its managers included.' })
  readonly teamId?: string | null;
}

const PersonSortKeys = { NAME: 'NAME', CREATED: 'CREATED', ROLE: 'ROLE' } as const satisfies { readonly [By in PersonSortBy]: By };
registerEnumType(PersonSortKeys, {
  name: 'PersonSortBy',
  description: 'What people can be ordered by.',
  valuesConfig: {
    NAME: { description: 'The last name, then the first.' },
    CREATED: { description: 'When they were entered.' },
    ROLE: { description: 'The role, by its name in the schema.' },
  },
});
const PersonSort = sortType('Person', PersonSortKeys);

@ArgsType()
class PeopleArgs extends PageArgs {
  @Field(() => PersonFilter, { nullable: true, description: 'Everybody whom the viewer may see when absent.' })
  readonly filter?: PersonFilter | null;
  @Field(() => PersonSort, { nullable: true, description: 'By last name, from A on, when absent.' })
  readonly sort?: Sort<PersonSortBy> | null;
}

const PersonConnection = connectionType('Person', Person);

@Resolver(() => Person)
export class PersonResolver {
  constructor(private readonly sealer: Sealer) {}

  @Query(() => PersonConnection, {
    description:
      'By last name unless sorted otherwise: everybody for admins and accountants, own teams for a manager, only themselves for an employee.',
  })
  people(@Args(() => PeopleArgs) args: PeopleArgs, @Ctx() context: GraphQLContext): Promise<Connection<Person>> {
    return peoplePage(context, memberOf(context.viewer), this.sealer, args);
  }

  @Query(() => Person, { nullable: true, description: 'Null when there is none with this id for the viewer.' })
  async person(@Arg('id', () => ID, { description: 'Of the person.' }) id: string, @Ctx() context: GraphQLContext): Promise<Person | null> {
    return visiblePerson(context, isUuid(id) ? id.toLowerCase() : null);
  }

  @FieldResolver(() => String, { nullable: true, description: 'Null to those who may not see it.' })
  async email(@Root() person: Person, @Ctx() context: GraphQLContext): Promise<string | null> {
    const subject = await subjectOfPerson(context, person.companyId, person.id);
    if (!may(memberOf(context.viewer), 'person.seeContact', subject)) return null;
    const key = await context.loaders.load(personKeyOf, person.id);
    return openPersonEmail(this.sealer, person.id, key?.wrappedKey ?? null, person.emailSealed);
  }

  @FieldResolver(() => [Team], { description: 'Those they are a member or a manager of, by name; empty when there are none.' })
  async teams(@Root() person: Person, @Ctx() { loaders }: GraphQLContext): Promise<Team[]> {
    const rows = await loaders.load(teamsOfPerson, person.id);
    const teams = await Promise.all(rows.map(({ teamId }) => loaders.load(teamById, teamId)));
    return teams.filter((team) => team !== null);
  }
}
