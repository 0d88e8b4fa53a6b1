import {
  type DocumentNode,
  execute,
  type FieldNode,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  TypeInfo,
  typeFromAST,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { GraphQLContext } from '../access/graphql-context.ts';
import { InvalidInputError, NotFoundError } from '../platform/errors.ts';
import { assertReadable } from '../platform/graphql/readable.ts';
import { causeOf } from '../platform/graphql/refusals.ts';
import type { StoredOperation } from './operations.ts';

/** The header that carries a command's idempotency key (draft-ietf-httpapi-idempotency-key-header). */
export const IDEMPOTENCY_HEADER = 'idempotency-key';

export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'body';
  readonly type: GraphQLInputType;
  readonly isRequired: boolean;
  /** What the schema says of the argument or field that it is given to. */
  readonly description: string;
};

/** A stored operation, read against the schema. */
export type RestOperation = StoredOperation & {
  /** The operation's name; OpenAPI's `operationId`. */
  readonly name: string;
  readonly parsed: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly parameters: readonly Parameter[];
  readonly root: FieldNode;
  readonly rootType: GraphQLOutputType;
  /** What the schema says of the root field. */
  readonly description: string;
  /** Whether the answer is a page of a connection. */
  readonly isPage: boolean;
};

/** @throws Error when the schema does not have what the operation asks for: a defect of ours */
export function readOperation(schema: GraphQLSchema, stored: StoredOperation): RestOperation {
  const parsed = parse(stored.document);
  const problems = validate(schema, parsed);
  if (problems.length > 0) throw new Error(`${stored.method} ${stored.path}: ${problems.map(({ message }) => message).join(' ')}`);
  const [operation] = parsed.definitions as OperationDefinitionNode[];
  const [root] = (operation?.selectionSet.selections ?? []) as FieldNode[];
  const parent = operation === undefined ? null : schema.getRootType(operation.operation);
  const field = root === undefined ? undefined : parent?.getFields()[root.name.value];
  if (operation?.name === undefined || root === undefined || field === undefined)
    throw new Error(`${stored.method} ${stored.path} names no operation`);
  const bare = getNullableType(field.type);
  return {
    ...stored,
    name: operation.name.value,
    parsed,
    definition: operation,
    parameters: parametersOf(schema, stored, parsed, operation),
    root,
    rootType: field.type,
    description: field.description ?? '',
    isPage: isObjectType(bare) && isConnection(bare),
  };
}

const isConnection = (type: GraphQLObjectType): boolean => type.getFields()['pageInfo'] !== undefined;

function parametersOf(
  schema: GraphQLSchema,
  { method, path }: StoredOperation,
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
): Parameter[] {
  const descriptions = descriptionsOf(schema, document);
  const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  return variableDefinitions.map((definition) => {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type) as GraphQLInputType;
    const elsewhere = method === 'GET' ? 'query' : 'body';
    return {
      name,
      in: inPath.has(name) ? 'path' : name === 'idempotencyKey' ? 'header' : elsewhere,
      type,
      isRequired: isNonNullType(type) && definition.defaultValue === undefined,
      description: descriptions.get(name) ?? '',
    };
  });
}

/** By variable, what the schema says of the first place where it is used. */
function descriptionsOf(schema: GraphQLSchema, document: DocumentNode): Map<string, string> {
  const found = new Map<string, string>();
  const types = new TypeInfo(schema);
  const note = (
    value: { readonly kind: Kind; readonly name?: { readonly value: string } },
    description: string | null | undefined,
  ): void => {
    if (value.kind === Kind.VARIABLE && value.name !== undefined && !found.has(value.name.value))
      found.set(value.name.value, description ?? '');
  };
  visit(
    document,
    visitWithTypeInfo(types, {
      Argument: ({ value }) => note(value as never, types.getArgument()?.description),
      ObjectField(node) {
        const parent = types.getParentInputType();
        const holder = parent === null || parent === undefined ? parent : getNullableType(parent);
        if (isInputObjectType(holder)) note(node.value as never, holder.getFields()[node.name.value]?.description);
      },
    }),
  );
  return found;
}

export type RestRequest = {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
};

/** @throws InvalidInputError for a parameter that is missing or that this route does not have */
export function variablesOf(
  { method, parameters }: RestOperation,
  { path, query, body, idempotencyKey }: RestRequest,
): Record<string, unknown> {
  const given = { path, query, body: bodyOf(body), header: idempotencyKey === undefined ? {} : { idempotencyKey } };
  for (const place of method === 'GET' ? (['query'] as const) : (['query', 'body'] as const))
    for (const name of Object.keys(given[place]))
      if (!parameters.some((parameter) => parameter.in === place && parameter.name === name))
        throw new InvalidInputError(name, `There is no parameter "${name}" here.`);
  const variables = Object.fromEntries(
    parameters.flatMap((parameter) => {
      const { name, in: place, isRequired } = parameter;
      const value = (given[place] as Record<string, unknown>)[name];
      if (value !== undefined) return [[name, place === 'query' ? fromText(parameter.type, value) : value]];
      if (!isRequired) return [];
      throw place === 'header'
        ? new InvalidInputError(
            name,
            'The header Idempotency-Key is missing: a new key for each command, the same one when it is sent again.',
          )
        : new InvalidInputError(name, `"${name}" is missing.`);
    }),
  );
  assertReadable(variables);
  return variables;
}

function bodyOf(body: unknown): Readonly<Record<string, unknown>> {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw new InvalidInputError('body', 'The body is a JSON object.');
  return body as Record<string, unknown>;
}

/** What a query string says, as the type has it: a list is repeated or parted by commas. What cannot be read is left for the schema to refuse. */
function fromText(type: GraphQLInputType, said: unknown): unknown {
  const bare = getNullableType(type);
  if (isListType(bare)) {
    const texts = (Array.isArray(said) ? said : [said]).flatMap((text) => String(text).split(','));
    return texts.map((text) => fromText(bare.ofType, text));
  }
  if (typeof said !== 'string' || isEnumType(bare) || isInputObjectType(bare)) return said;
  if (bare.name === 'Int' && /^-?\d{1,10}$/.test(said)) return Number(said);
  if (bare.name === 'Boolean' && (said === 'true' || said === 'false')) return said === 'true';
  return said;
}

/** Runs it as whoever the context says. @throws what a resolver threw, InvalidInputError, NotFoundError */
export async function runOperation(
  schema: GraphQLSchema,
  { parsed, root, isPage, noun = 'address' }: RestOperation,
  variables: Readonly<Record<string, unknown>>,
  contextValue: GraphQLContext,
): Promise<unknown> {
  const { data, errors } = await execute({ schema, document: parsed, variableValues: variables, contextValue });
  const [error] = errors ?? [];
  if (error !== undefined) throw thrownBy(error);
  const answer = data?.[root.name.value];
  if (answer === null || answer === undefined) throw new NotFoundError(noun);
  return isPage ? pageFrom(answer as Connection) : answer;
}

function thrownBy(error: GraphQLError): Error {
  if (error.path === undefined) return refusedVariable(error.message);
  const cause = causeOf(error);
  return cause instanceof Error ? cause : error;
}

/** graphql-js says `Variable "$first" got invalid value "x"; Int cannot represent non-integer value: "x"`. */
function refusedVariable(message: string): InvalidInputError {
  const [, name = 'body', rest = message] = /^Variable "\$(\w+)" (.*)$/s.exec(message) ?? [];
  const why = rest.includes('; ') ? rest.slice(rest.indexOf('; ') + 2) : rest;
  return new InvalidInputError(name, `"${name}" cannot be taken: ${why}`);
}

type Connection = {
  readonly totalCount: number | null;
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly edges: readonly { readonly node: unknown }[];
};

/** A connection as a REST page. `nextCursor` is what to give as `after`; null on the last page. */
function pageFrom({ totalCount, pageInfo, edges }: Connection) {
  return { items: edges.map(({ node }) => node), nextCursor: pageInfo.hasNextPage ? pageInfo.endCursor : null, totalCount };
}
