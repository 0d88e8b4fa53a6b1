import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { isoInstant } from './iso-instant.ts';
import { DateTime } from './scalars.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** Runs one operation of a document. */
export type Run = (context: object, variables: Variables) => ExecutionResult | Promise<ExecutionResult>;

/**
 * A query made into code (graphql-jit). What graphql-js would look up for each field of each row is known then. The compiler does not know
 * all that GraphQL allows; what it cannot make, or makes so that good variables are refused, runs as graphql-js has it, now and from then on.
 */
export function compiledQuery(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Run {
  const plain = plainly(schema, document, operation);
  const made = compileQuery<Record<string, unknown>, Record<string, unknown>>(schema, document, operation.name?.value, {
    customSerializers,
  });
  if (!isCompiledQuery(made)) return plain;
  let isGood = true;
  return checked(schema, operation, async (context, variables) => {
    if (isGood) {
      const { data, errors } = await made.query(undefined, context, variables);
      if (data !== undefined) return { data, ...(errors === undefined ? {} : { errors: errors.map(asGraphQLError) }) };
      // Nothing ran: it has something against the variables, and graphql-js has not.
      isGood = false;
    }
    return plain(context, variables);
  });
}

/** An operation as graphql-js runs it, field by field. */
export function plainly(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Run {
  const operationName = operation.name?.value;
  return checked(schema, operation, (contextValue, variableValues) =>
    execute({ schema, document, contextValue, variableValues, ...(operationName === undefined ? {} : { operationName }) }),
  );
}

/** An instant as the text that it becomes in the answer: made here it costs a tenth of what `JSON.stringify` takes to find that out. */
const customSerializers = {
  [DateTime.name]: (value: unknown) => (value instanceof Date ? isoInstant(value) : DateTime.serialize(value)),
};

/** graphql-jit has an error class of its own. */
function asGraphQLError({ message, path, originalError, locations }: GraphQLError): GraphQLError {
  return Object.assign(new GraphQLError(message, { path, originalError }), { locations });
}

/** Variables that the document does not take are refused in the words of graphql-js, under Apollo Server's code. */
function checked(schema: GraphQLSchema, { variableDefinitions = [] }: OperationDefinitionNode, run: Run): Run {
  return (context, variables) => {
    const { errors } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 50 });
    if (errors === undefined) return run(context, variables);
    const extensions = { code: 'BAD_USER_INPUT' };
    return {
      errors: errors.map(({ message, nodes }) => new GraphQLError(message, { ...(nodes === undefined ? {} : { nodes }), extensions })),
    };
  };
}

/** Compiling costs what some tens of runs cost. */
const WORTH_COMPILING = 10;
const MOST_KEPT = 500;

/** Queries that come as text, again and again: from the tenth time on they are compiled. */
export class CompiledTexts {
  readonly #asked = new WeakMap<OperationDefinitionNode, number>();
  readonly #compiled = new LRUCache<OperationDefinitionNode, Run>({ max: MOST_KEPT });

  constructor(private readonly schema: GraphQLSchema) {}

  /**
   * Null for what is not, or not yet, compiled.
   * @param document checked against the schema; the same object each time that its text is asked
   */
  find(document: DocumentNode, operation: OperationDefinitionNode): Run | null {
    if (operation.operation !== OperationTypeNode.QUERY) return null;
    const known = this.#compiled.get(operation);
    if (known !== undefined) return known;
    const asked = (this.#asked.get(operation) ?? 0) + 1;
    this.#asked.set(operation, asked);
    if (asked < WORTH_COMPILING) return null;
    const made = compiledQuery(this.schema, document, operation);
    this.#compiled.set(operation, made);
    return made;
  }
}
