import { getNamedType, type GraphQLSchema, isInputObjectType, isObjectType } from 'graphql';
import { type AuthChecker, buildSchemaSync, type ContainerType, type NonEmptyArray } from 'type-graphql';
import { moneyFields } from './money.type.ts';
import type { Connection } from './page.ts';
import { usePlainResolvers } from './plain-resolvers.ts';
import type { RequestContext } from './request-context.ts';
import { scalarsMap } from './scalars.ts';

export type SchemaParts<Context extends object, Role extends string> = {
  readonly resolvers: Readonly<NonEmptyArray<new (...needs: never[]) => object>>;
  /** Gives the one instance of a resolver's class. Not asked before a query runs. */
  readonly container: ContainerType;
  readonly authChecker: AuthChecker<Context, Role>;
};

/** The schema of resolver classes, as every schema of ours is built. */
export function buildSchemaOf<Context extends object, Role extends string>({
  resolvers,
  container,
  authChecker,
}: SchemaParts<Context, Role>): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [...resolvers] as NonEmptyArray<new (...needs: never[]) => object>,
    container,
    authChecker,
    scalarsMap,
    // Services check what they are given, in sentences that a person can act on.
    validate: false,
    // Subscriptions are followed by `FeedReader`; type-graphql wants to be given some publisher nevertheless.
    pubSub: { publish: refuse, subscribe: refuse },
  });
  if (schema.getType('Money') !== undefined) usePlainResolvers(schema, moneyFields);
  countWhenAsked(schema);
  renewBeforeMutations(schema);
  describeRoots(schema);
  describeInputs(schema);
  return schema;
}

/** type-graphql has no word for them. */
function describeRoots(schema: GraphQLSchema): void {
  const roots = [
    [schema.getQueryType(), 'What can be read. One document sees one state of the company.'],
    [schema.getMutationType(), 'What can be done: each in a transaction of its own, one after the other, and on record in the audit log.'],
    [schema.getSubscriptionType(), 'What is told as it happens, over graphql-ws.'],
  ] as const;
  for (const [root, description] of roots) if (root != null) root.description = description;
}

/** An argument that is an input, and has no words of its own, is what the input says that it is. */
function describeInputs(schema: GraphQLSchema): void {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const argument of Object.values(root?.getFields() ?? {}).flatMap(({ args }) => args)) {
      const type = getNamedType(argument.type);
      if (isInputObjectType(type)) argument.description ??= type.description;
    }
  }
}

function refuse(): never {
  throw new Error('nothing is published through type-graphql');
}

/** `connection()` gives a function, called when a query asks. graphql-js would call it by itself; compiled documents do not. */
function countWhenAsked(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || !type.name.endsWith('Connection')) continue;
    const field = type.getFields()['totalCount'];
    if (field !== undefined) field.resolve = ({ totalCount }: Connection<unknown>) => totalCount?.() ?? null;
  }
}

/** Mutations of one document run one after the other: each reads what the one before has committed. */
function renewBeforeMutations(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const { resolve } = field;
    if (resolve === undefined) throw new Error(`mutation ${field.name} has no resolver`);
    field.resolve = async (source, args, context: RequestContext, info) => {
      await context.forget();
      return resolve(source, args, context, info);
    };
  }
}
