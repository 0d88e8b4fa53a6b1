import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../access/graphql-context.ts';
import { may } from '../access/policy.ts';
import { memberOf } from '../access/viewer.ts';
import { personById, teamById } from '../people/people.loader.ts';
import { Person } from '../people/person.entity.ts';
import { NotFoundError } from '../platform/errors.ts';
import { endOfDay } from './last-day.ts';
import { findLast, type Offboarding, type Successor, zoneOf } from './offboarding-store.ts';
import type { OffboardingService } from './offboarding.service.ts';
import { CancelOffboardingInput, OffboardingType, OffboardPersonInput, type TeamSuccessionType } from './offboarding.type.ts';

@Resolver(() => Person)
export class OffboardingResolver {
  constructor(private readonly service: OffboardingService) {}

  @FieldResolver(() => OffboardingType, {
    nullable: true,
    description: 'How they leave, as it was planned last. Null when nobody planned it, and to who is not an admin.',
  })
  async offboarding(@Root() { companyId, id }: Person, @Ctx() context: GraphQLContext): Promise<OffboardingType | null> {
    if (!may(memberOf(context.viewer), 'person.offboard', { companyId })) return null;
    const manager = await context.read();
    const found = await findLast(manager, companyId, id);
    return found === null ? null : shown(context, found, await zoneOf(manager, companyId));
  }

  @Mutation(() => Person, {
    description:
      'Has somebody leave, now or when their last day is over: cards are terminated, what they asked for is withdrawn, teams and cases go to others, and they can no longer sign in. Admin, with a fresh proof; not yourself, nor the last admin.',
  })
  async offboardPerson(
    @Arg('input', () => OffboardPersonInput) input: OffboardPersonInput,
    @Ctx() context: GraphQLContext,
  ): Promise<Person> {
    return personAfter(context, await this.service.offboard(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @Mutation(() => Person, {
    description:
      'Has somebody stay whose last day is not over. Cards that were frozen stay frozen. Admin, with a fresh proof, and not yourself.',
  })
  async cancelOffboarding(
    @Arg('input', () => CancelOffboardingInput) input: CancelOffboardingInput,
    @Ctx() context: GraphQLContext,
  ): Promise<Person> {
    return personAfter(context, await this.service.cancel(memberOf(context.viewer), ...commandOf(context, input)));
  }
}

async function shown({ loaders }: GraphQLContext, row: Offboarding, zone: string): Promise<OffboardingType> {
  const succession = async ({ teamId, personId }: Successor): Promise<TeamSuccessionType | null> => {
    const [team, person] = await Promise.all([loaders.load(teamById, teamId), loaders.load(personById, personId)]);
    return team === null || person === null ? null : { team, person };
  };
  const successions = await Promise.all(row.successors.map(succession));
  const { id, state, lastDay, cards, refusal, plannedAt, casesTo } = row;
  return {
    ...{ id, state, lastDay, cards, refusal, plannedAt },
    endsAt: lastDay === null ? null : endOfDay(lastDay, zone),
    successions: successions.filter((one) => one !== null),
    casesTo: casesTo === null ? null : await loaders.load(personById, casesTo),
  };
}

async function personAfter(context: GraphQLContext, { personId }: { readonly personId: string }): Promise<Person> {
  await context.forget();
  const person = await context.loaders.load(personById, personId);
  if (person === null) throw new NotFoundError('person');
  return person;
}
