import { Arg, Ctx, Field, FieldResolver, ID, InputType, Mutation, Resolver, Root } from 'type-graphql';
import { commandOf, type GraphQLContext } from '../../access/graphql-context.ts';
import { may } from '../../access/policy.ts';
import { memberOf } from '../../access/viewer.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { DRY_RUN, IDEMPOTENCY_KEY } from '../../platform/graphql/words.ts';
import { personById } from '../people.loader.ts';
import { Person, SuspensionSource } from '../person.entity.ts';
import { sourcesOf } from '../suspension.ts';
import type { PersonCommands } from './person-commands.ts';

@InputType({ description: 'Somebody who may not sign in and spend for now, or may again.' })
export class SuspensionInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'Who; never yourself.' })
  readonly personId: string;
  @Field(() => String, { nullable: true, description: 'Why, for the audit log alone: 200 characters at most.' })
  readonly reason?: string | null;
}

@InputType({ description: 'How somebody is called from now on.' })
export class RenamePersonInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => Boolean, { nullable: true, description: DRY_RUN })
  readonly dryRun?: boolean | null;
  @Field(() => ID, { description: 'Who; never yourself.' })
  readonly personId: string;
  @Field(() => String, { description: '1 to 40 characters.' })
  readonly firstName: string;
  @Field(() => String, { description: '1 to 40 characters.' })
  readonly lastName: string;
}

@Resolver(() => Person)
export class PersonCommandsResolver {
  constructor(private readonly commands: PersonCommands) {}

  @Mutation(() => Person, {
    description:
      'Keeps somebody from signing in and spending, for now: their sessions end within a second and their purchases are declined, while their cards stay as they are. Admin, for another admin with a fresh proof; neither yourself nor the last admin.',
  })
  async suspendPerson(@Arg('input', () => SuspensionInput) input: SuspensionInput, @Ctx() context: GraphQLContext): Promise<Person> {
    return personAfter(context, await this.commands.suspend(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @Mutation(() => Person, {
    description:
      'Lets somebody who was suspended sign in and spend again, whoever suspended them. Admin, with a fresh proof, and not yourself.',
  })
  async liftSuspension(@Arg('input', () => SuspensionInput) input: SuspensionInput, @Ctx() context: GraphQLContext): Promise<Person> {
    return personAfter(context, await this.commands.lift(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @Mutation(() => Person, {
    description:
      'Calls somebody by another name; the issuer is told afterwards, and asked again when it had refused the name. Cards keep the name that stands on them. Admin, and not yourself: that is setMyProfile.',
  })
  async renamePerson(@Arg('input', () => RenamePersonInput) input: RenamePersonInput, @Ctx() context: GraphQLContext): Promise<Person> {
    return personAfter(context, await this.commands.rename(memberOf(context.viewer), ...commandOf(context, input)));
  }

  @FieldResolver(() => [SuspensionSource], {
    nullable: true,
    description: 'Who suspended them: one, or both. Empty for who is not suspended, null to who may not suspend them.',
  })
  suspendedBy(@Root() person: Person, @Ctx() { viewer }: GraphQLContext): SuspensionSource[] | null {
    return may(memberOf(viewer), 'person.manage', { companyId: person.companyId }) ? sourcesOf(person) : null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      "The issuer's code when it did not take the name, so that it still has the one before. Null when it did, or has not answered yet, and to who is neither an admin nor they themselves.",
  })
  nameRefusal(@Root() { companyId, id, nameRefusal }: Person, @Ctx() { viewer }: GraphQLContext): string | null {
    const member = memberOf(viewer);
    return member.userId === id || may(member, 'person.manage', { companyId }) ? nameRefusal : null;
  }
}

async function personAfter(context: GraphQLContext, { personId }: { readonly personId: string }): Promise<Person> {
  await context.forget();
  const person = await context.loaders.load(personById, personId);
  if (person === null) throw new NotFoundError('person');
  return person;
}
