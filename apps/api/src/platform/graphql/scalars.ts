import { GraphQLDateTime } from 'graphql-scalars';
import type { BuildSchemaOptions } from 'type-graphql';

/** An instant, ISO 8601 with its offset: use it as `@Field(() => DateTime)`. */
export const DateTime = GraphQLDateTime;

/** A `Date` is a DateTime wherever a field does not say otherwise. */
export const scalarsMap: NonNullable<BuildSchemaOptions['scalarsMap']> = [{ type: Date, scalar: DateTime }];
