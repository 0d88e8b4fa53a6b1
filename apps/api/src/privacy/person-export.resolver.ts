import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { type GraphQLContext, optionsOf } from '../access/graphql-context.ts';
import { IDEMPOTENCY_KEY } from '../platform/graphql/words.ts';
import type { PersonExport } from './person-export.ts';

@InputType({ description: 'Whose data is to be taken.' })
export class ExportPersonInput {
  @Field(() => String, { description: IDEMPOTENCY_KEY })
  readonly idempotencyKey: string;
  @Field(() => ID, { description: 'Yourself, or somebody of the company for an admin.' })
  readonly personId: string;
}

@ObjectType('PersonExport', { simpleResolvers: true, description: 'A document with all that is held of a person.' })
export class PersonExportType {
  @Field(() => String, {
    description: 'Where it is fetched from, with the same sign-in and while the proof of it is fresh: a path of this server.',
  })
  readonly path: string;
}

@Resolver()
export class PersonExportResolver {
  constructor(private readonly people: PersonExport) {}

  @Mutation(() => PersonExportType, {
    description:
      'Puts it on record that what is held of a person is taken (GDPR, articles 15 and 20), and says where it is fetched. For yourself, or by an admin; with a fresh proof.',
  })
  async exportPerson(
    @Arg('input', () => ExportPersonInput) input: ExportPersonInput,
    @Ctx() context: GraphQLContext,
  ): Promise<PersonExportType> {
    const { personId } = await this.people.ask(context.viewer, input, optionsOf(context));
    return { path: `/files/people/${personId}` };
  }
}
