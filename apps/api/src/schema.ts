import type { GraphQLSchema } from 'graphql';
import type { AuthChecker } from 'type-graphql';
import { ForbiddenError, UnauthenticatedError } from './access/access.errors.ts';
import type { GraphQLContext } from './access/graphql-context.ts';
import type { Role } from './access/viewer.ts';
import { FeedResolver } from './feed/feed.resolver.ts';
import { buildSchemaOf } from './platform/graphql/build-schema.ts';

/** Every resolver of the product. `app.ts` makes one instance of each. */
export const RESOLVERS = [FeedResolver] as const;

export type ResolverClass = (typeof RESOLVERS)[number];

/** The instances, by class. A class without one is found when the process starts, not when somebody asks. */
export type Resolvers = ReadonlyMap<ResolverClass, object>;

/** `@Authorized()` asks for anybody who is signed in, `@Authorized('ADMIN')` for one of the roles named. */
const authChecker: AuthChecker<GraphQLContext, Role> = ({ context: { viewer } }, roles) => {
  if (viewer === null) throw new UnauthenticatedError();
  if (roles.length > 0 && !roles.includes(viewer.role)) throw new ForbiddenError();
  return true;
};

export function buildSchema(instances: Resolvers): GraphQLSchema {
  for (const resolver of RESOLVERS) if (!instances.has(resolver)) throw new Error(`${resolver.name} was not made`);
  return schemaOf((resolver) => instances.get(resolver));
}

/** The contract alone, for printing it. Its resolvers cannot run. */
export function buildContract(): GraphQLSchema {
  return schemaOf((resolver) => {
    throw new Error(`${resolver.name} was not made`);
  });
}

function schemaOf(instanceOf: (resolver: ResolverClass) => object | undefined): GraphQLSchema {
  return buildSchemaOf({ resolvers: [...RESOLVERS], container: { get: (resolver) => instanceOf(resolver as ResolverClass) }, authChecker });
}
