import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';

/** Resolvers by type and field that the executor calls directly. */
export type PlainResolvers = Readonly<Record<string, Readonly<Record<string, GraphQLFieldResolver<never, never, never>>>>>;

/** Puts resolvers in the place of those that were built. @throws Error when a type or a field is not in the schema */
export function usePlainResolvers(schema: GraphQLSchema, resolvers: PlainResolvers): void {
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    if (!isObjectType(type)) throw new Error(`the schema has no object type ${typeName}`);
    for (const [fieldName, resolve] of Object.entries(fields)) {
      const field = type.getFields()[fieldName];
      if (field === undefined) throw new Error(`${typeName} has no field ${fieldName}`);
      field.resolve = resolve as GraphQLFieldResolver<unknown, unknown>;
    }
  }
}
