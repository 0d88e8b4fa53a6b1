import { Ctx, Field, FieldResolver, ID, ObjectType, Query, registerEnumType, Resolver, Root } from 'type-graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { PERMISSIONS, type Permission as PermissionName, permissionsOf } from '../access/policy.ts';
import type { Role as ViewerRole, Viewer } from '../access/viewer.ts';
import type { Sealer } from '../platform/seal.ts';
import { personById, personKeyOf } from './people.loader.ts';
import { Person, Role } from './person.entity.ts';
import { openIdentityEmail, openPersonEmail } from './sealed-email.ts';

const Permission = Object.fromEntries(Object.keys(PERMISSIONS).map((name) => [name, name])) as { [Name in PermissionName]: Name };
registerEnumType(Permission, { name: 'Permission' });

@ObjectType('Viewer', { simpleResolvers: true })
export class ViewerType {
  @Field(() => ID)
  readonly id: string;
  @Field(() => Role)
  readonly role: ViewerRole;
  @Field(() => String)
  readonly displayName: string;
  readonly viewer: Viewer;
}

@Resolver(() => ViewerType)
export class ViewerResolver {
  constructor(private readonly sealer: Sealer) {}

  @Query(() => ViewerType, { nullable: true, description: 'Who is asking. Null before sign-in.' })
  viewer(@Ctx() { viewer }: GraphQLContext): ViewerType | null {
    if (viewer === null) return null;
    return { id: viewer.userId ?? viewer.identityId, role: viewer.role, displayName: viewer.displayName, viewer };
  }

  @FieldResolver(() => String)
  async email(@Root() { viewer }: ViewerType, @Ctx() context: GraphQLContext): Promise<string> {
    const email =
      viewer.userId === null ? await this.#ofIdentity(viewer.identityId, context) : await this.#ofPerson(viewer.userId, context);
    if (email === null) throw new Error('the viewer has no address');
    return email;
  }

  @FieldResolver(() => Person, { nullable: true, description: 'The person in the company. Null for an operator.' })
  async person(@Root() { viewer }: ViewerType, @Ctx() { loaders }: GraphQLContext): Promise<Person | null> {
    return viewer.userId === null ? null : loaders.load(personById, viewer.userId);
  }

  @FieldResolver(() => [Permission], {
    description: 'What the viewer may do, for drawing or hiding controls; the server decides again.',
  })
  permissions(@Root() { viewer }: ViewerType): PermissionName[] {
    return permissionsOf(viewer);
  }

  async #ofPerson(userId: string, { loaders }: GraphQLContext): Promise<string | null> {
    const [person, key] = await Promise.all([loaders.load(personById, userId), loaders.load(personKeyOf, userId)]);
    return person === null ? null : openPersonEmail(this.sealer, userId, key?.wrappedKey ?? null, person.emailSealed);
  }

  async #ofIdentity(identityId: string, context: GraphQLContext): Promise<string | null> {
    const manager = await context.read();
    const [row] = await manager.query<{ email_hash: Buffer; email_sealed: Buffer; wrapped_key: Buffer }[]>(
      'SELECT email_hash, email_sealed, wrapped_key FROM auth_email_of($1)',
      [identityId],
    );
    if (row === undefined) return null;
    return openIdentityEmail(this.sealer, { hash: row.email_hash, sealed: row.email_sealed, wrapped: row.wrapped_key });
  }
}
