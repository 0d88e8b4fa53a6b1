import {
  type DocumentNode,
  type FieldNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
  visit,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { rootFieldsOf } from '../request-note.ts';
import { shownVariables } from './shown-variables.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** A document known since the build of an app, ready to run. */
export type TrustedDocument = {
  readonly operation: OperationDefinitionNode;
  readonly rootFields: readonly string[];
  readonly run: (context: object, variables: Variables) => ExecutionResult | Promise<ExecutionResult>;
  /** Its variables as the log may have them. */
  readonly shown: (variables: Variables) => object;
};

/**
 * What our own apps may ask, by the hash that they send in its place. A document is read, checked and compiled when it is first
 * asked for; from then on its text costs nothing.
 */
export class TrustedDocuments {
  readonly #schema: GraphQLSchema;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #ready = new Map<string, TrustedDocument | null>();

  /** @param texts by hash */
  constructor(schema: GraphQLSchema, texts: ReadonlyMap<string, string>) {
    this.#schema = schema;
    this.#texts = texts;
  }

  /** Null when there is none, or when it is of another version than the schema. */
  find(hash: string): TrustedDocument | null {
    const ready = this.#ready.get(hash);
    if (ready !== undefined) return ready;
    const text = this.#texts.get(hash);
    if (text === undefined) return null;
    const made = readied(this.#schema, text);
    this.#ready.set(hash, made);
    return made;
  }
}

function readied(schema: GraphQLSchema, text: string): TrustedDocument | null {
  const document = withTypenames(parse(text));
  const operation = getOperationAST(document);
  if (operation === null || operation === undefined || validate(schema, document).length > 0) return null;
  const shown = (variables: Variables) => shownVariables(schema, document, operation, variables);
  const rootFields = rootFieldsOf(document, operation);
  switch (operation.operation) {
    case OperationTypeNode.QUERY:
      return { operation, rootFields, shown, run: checked(schema, operation, compiled(schema, document)) };
    case OperationTypeNode.MUTATION:
      // What changes something runs as graphql-js has it, field by field.
      return {
        operation,
        rootFields,
        shown,
        run: checked(schema, operation, (contextValue, variableValues) => execute({ schema, document, contextValue, variableValues })),
      };
    case OperationTypeNode.SUBSCRIPTION:
      return null;
  }
}

/** Variables that the document does not take are refused in the words of graphql-js, under Apollo Server's code. */
function checked(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  run: TrustedDocument['run'],
): TrustedDocument['run'] {
  return (context, variables) => {
    const { errors } = getVariableValues(schema, variableDefinitions, variables, { maxErrors: 50 });
    if (errors === undefined) return run(context, variables);
    return { errors: errors.map(({ message }) => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })) };
  };
}

/** As Apollo Client asks: `__typename` in every selection but the root's, which its cache knows rows by. */
export function withTypenames(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet(node, _key, parent) {
      const isRoot = parent !== undefined && 'kind' in parent && parent.kind === Kind.OPERATION_DEFINITION;
      const isThere = node.selections.some((selection) => selection.kind === Kind.FIELD && selection.name.value === TYPENAME);
      return isRoot || isThere ? undefined : { ...node, selections: [...node.selections, typename()] };
    },
  });
}
const TYPENAME = '__typename';
/** A node of its own each time: what compiles documents tells nodes apart by their identity. */
const typename = (): FieldNode => ({ kind: Kind.FIELD, name: { kind: Kind.NAME, value: TYPENAME } });

function compiled(schema: GraphQLSchema, document: DocumentNode): TrustedDocument['run'] {
  const query = compileQuery<Record<string, unknown>, Record<string, unknown>>(schema, document);
  if (!isCompiledQuery(query)) throw new Error(`a valid document cannot be compiled: ${query.errors?.[0]?.message}`);
  return async (context, variables) => {
    const { data, errors } = await query.query(undefined, context, variables);
    return { ...(data === undefined ? {} : { data }), ...(errors === undefined ? {} : { errors: errors.map(asGraphQLError) }) };
  };
}

/** graphql-jit has an error class of its own. */
function asGraphQLError({ message, path, originalError }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { path, originalError });
}
