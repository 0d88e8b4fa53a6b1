import {
  type FieldNode,
  getNamedType,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { TITLES } from '../platform/problem.ts';
import { OPERATIONS } from './operations.ts';
import { SIGN_IN_BODIES } from './sign-in.route.ts';
import { type Parameter, readOperation, type RestOperation } from './stored-operation.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

const SCALARS: Readonly<Record<string, JsonSchema>> = {
  Int: { type: 'integer', format: 'int32' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
};

const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'A refusal (RFC 9457).',
  required: ['type', 'title', 'status', 'code', 'detail', 'traceId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; what a program switches on.' },
    detail: { type: 'string', description: 'What is wrong and what to do.' },
    field: { type: 'string', description: 'The parameter at fault, when there is one.' },
    traceId: { type: 'string', description: 'Under which the log knows the request.' },
  },
};

/** What a route of a command may answer besides, and one of a question. */
const REFUSALS = {
  GET: [400, 401, 403, 404, 429, 503],
  command: [400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503],
} as const;

/** OpenAPI 3.1 of the stored operations: each shape and each word of it is the GraphQL schema's. */
export function openApiOf(schema: GraphQLSchema, version: string): JsonSchema {
  const components = new Components();
  const paths: Record<string, Record<string, JsonSchema>> = { ...SIGN_IN_PATHS };
  for (const stored of OPERATIONS) {
    const operation = readOperation(schema, stored);
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Atlanticfrewaycard',
      version,
      description:
        'Stored operations on the GraphQL schema, for whoever prefers plain routes: the same rights, the same refusals. Amounts are in minor units, as text.',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An API key, or the access token of a session.' } },
      schemas: { Problem: PROBLEM, ...components.schemas },
    },
  };
}

const TOKEN: JsonSchema = {
  type: 'object',
  required: ['accessToken', 'expiresIn'],
  properties: { accessToken: { type: 'string' }, expiresIn: { type: 'integer', description: 'Seconds.' } },
};
const CHALLENGE: JsonSchema = {
  type: 'object',
  description: 'Who has a second factor is asked for a code first: give both to `/api/auth/login/code`.',
  required: ['challenge', 'expiresIn', 'factors'],
  properties: {
    challenge: { type: 'string' },
    expiresIn: { type: 'integer', description: 'Seconds.' },
    factors: {
      type: 'array',
      items: { type: 'string', enum: ['authenticator', 'passkey'] },
      description: 'What they have. A recovery code is taken as well; a passkey only in a browser, on the pages of this installation.',
    },
  },
};

function signInPath(
  operationId: string,
  summary: string,
  body: object | null,
  [status, answer]: readonly [number, JsonSchema | null],
): Record<string, JsonSchema> {
  const refusals = body === null ? [401, 403, 429, 503] : [400, 401, 403, 404, 409, 413, 415, 429, 503];
  return {
    post: {
      operationId,
      tags: ['Sign-in'],
      summary,
      ...(body === null ? {} : { security: [], requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
      responses: {
        [status]: { description: summary, ...(answer === null ? {} : { content: { 'application/json': { schema: answer } } }) },
        ...Object.fromEntries(refusals.map((code) => [code, refusal(code)])),
      },
    },
  };
}

const SIGN_IN_PATHS: Readonly<Record<string, Record<string, JsonSchema>>> = {
  '/api/auth/login': signInPath('login', 'Sign in for five minutes', SIGN_IN_BODIES.login, [200, { oneOf: [TOKEN, CHALLENGE] }]),
  '/api/auth/login/code': signInPath('answerChallenge', 'Give the code of a second factor', SIGN_IN_BODIES.code, [200, TOKEN]),
  '/api/auth/logout': signInPath('logout', 'End the session', null, [204, null]),
  '/api/users/register': signInPath('register', 'Accept an invitation', SIGN_IN_BODIES.register, [201, { oneOf: [TOKEN, CHALLENGE] }]),
};

function describe(operation: RestOperation, components: Components): JsonSchema {
  const { method, name, tag, summary, description, parameters, status = 200 } = operation;
  const inBody = parameters.filter((parameter) => parameter.in === 'body');
  const refusals = method === 'GET' ? REFUSALS.GET : REFUSALS.command;
  return {
    operationId: name[0]?.toLowerCase() + name.slice(1),
    tags: [tag],
    summary,
    description,
    parameters: parameters.filter((parameter) => parameter.in !== 'body').map((parameter) => parameterOf(parameter, components)),
    ...(inBody.length === 0 ? {} : { requestBody: bodyOf(inBody, components) }),
    responses: {
      [status]: { description: summary, content: { 'application/json': { schema: answerOf(operation, components) } } },
      ...Object.fromEntries(refusals.map((code) => [code, refusal(code)])),
    },
  };
}

function refusal(status: number): JsonSchema {
  return {
    description: TITLES[status],
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function parameterOf({ name, in: place, type, isRequired, description }: Parameter, components: Components): JsonSchema {
  return {
    name: place === 'header' ? 'Idempotency-Key' : name,
    in: place,
    required: isRequired,
    ...(description === '' ? {} : { description }),
    schema: components.input(type),
    ...(place === 'query' && isListType(isNonNullType(type) ? type.ofType : type) ? { style: 'form', explode: true } : {}),
  };
}

function bodyOf(parameters: readonly Parameter[], components: Components): JsonSchema {
  const required = parameters.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  const schema = {
    type: 'object',
    additionalProperties: false,
    ...(required.length === 0 ? {} : { required }),
    properties: Object.fromEntries(parameters.map(({ name, type, description }) => [name, described(components.input(type), description)])),
  };
  return { required: required.length > 0, content: { 'application/json': { schema } } };
}

function answerOf({ root, rootType, isPage }: RestOperation, components: Components): JsonSchema {
  const bare = isNonNullType(rootType) ? rootType.ofType : rootType;
  if (!isPage) return components.output(bare, root.selectionSet, 'present');
  const node = nodeOf(bare as GraphQLObjectType, root);
  return {
    type: 'object',
    required: ['items', 'nextCursor', 'totalCount'],
    properties: {
      items: { type: 'array', items: components.output(node.type, node.selectionSet, 'present') },
      nextCursor: { type: ['string', 'null'], description: 'Give it as `after` for the next page; null on the last one.' },
      totalCount: { type: ['integer', 'null'], description: 'Of all pages; null where it would be dear to count.' },
    },
  };
}

function nodeOf(connection: GraphQLObjectType, root: FieldNode): { type: GraphQLOutputType; selectionSet: SelectionSetNode | undefined } {
  const edges = fieldOf(root.selectionSet, 'edges');
  const node = fieldOf(edges?.selectionSet, 'node');
  const edgeType = getNamedType(connection.getFields()['edges']?.type) as GraphQLObjectType;
  const type = edgeType.getFields()['node']?.type;
  if (type === undefined) throw new Error(`${connection.name} has no nodes`);
  return { type: isNonNullType(type) ? type.ofType : type, selectionSet: node?.selectionSet };
}

function fieldOf(set: SelectionSetNode | undefined, name: string): FieldNode | undefined {
  return (set?.selections as readonly FieldNode[] | undefined)?.find((field) => field.name.value === name);
}

/** JSON Schema of GraphQL types. Enums and inputs are named once. */
class Components {
  readonly schemas: Record<string, JsonSchema> = {};

  input(type: GraphQLInputType): JsonSchema {
    if (isNonNullType(type)) return this.input(type.ofType);
    if (isListType(type)) return { type: 'array', items: this.input(type.ofType) };
    if (isEnumType(type)) return this.#enum(type);
    if (isInputObjectType(type)) return this.#inputObject(type);
    return SCALARS[type.name] ?? { type: 'string' };
  }

  /** Of a selection. What may be null says so, unless it is `present` where it stands. */
  output(type: GraphQLOutputType, selection: SelectionSetNode | undefined, nullability: 'present' | 'nullable' = 'nullable'): JsonSchema {
    if (isNonNullType(type)) return this.output(type.ofType, selection, 'present');
    const schema = this.#outputOf(type, selection);
    return nullability === 'present' ? schema : orNull(schema);
  }

  #outputOf(type: GraphQLOutputType, selection: SelectionSetNode | undefined): JsonSchema {
    if (isListType(type)) return { type: 'array', items: this.output(type.ofType as GraphQLOutputType, selection) };
    if (isEnumType(type)) return this.#enum(type);
    if (!isObjectType(type)) return SCALARS[getNamedType(type).name] ?? { type: 'string' };
    const fields = (selection?.selections ?? []) as readonly FieldNode[];
    return {
      type: 'object',
      required: fields.map(({ name }) => name.value),
      properties: Object.fromEntries(
        fields.map(({ name, selectionSet }) => {
          const field = type.getFields()[name.value];
          if (field === undefined) throw new Error(`${type.name} has no ${name.value}`);
          return [name.value, described(this.output(field.type, selectionSet), field.description ?? '')];
        }),
      ),
    };
  }

  #enum(type: GraphQLEnumType): JsonSchema {
    const values = type.getValues();
    this.schemas[type.name] ??= {
      type: 'string',
      enum: values.map(({ name }) => name),
      description: [type.description ?? '', ...values.map(({ name, description }) => `- \`${name}\`: ${description ?? ''}`)].join('\n'),
    };
    return { $ref: `#/components/schemas/${type.name}` };
  }

  #inputObject(type: GraphQLInputObjectType): JsonSchema {
    const fields = Object.values(type.getFields());
    const required = fields.filter((field) => isNonNullType(field.type) && field.defaultValue === undefined).map(({ name }) => name);
    this.schemas[type.name] ??= {
      type: 'object',
      additionalProperties: false,
      ...(required.length === 0 ? {} : { required }),
      properties: Object.fromEntries(fields.map((field) => [field.name, described(this.input(field.type), field.description ?? '')])),
    };
    return { $ref: `#/components/schemas/${type.name}` };
  }
}

function described(schema: JsonSchema, description: string): JsonSchema {
  return description === '' ? schema : { ...schema, description };
}

function orNull(schema: JsonSchema): JsonSchema {
  return typeof schema['type'] === 'string' ? { ...schema, type: [schema['type'], 'null'] } : { anyOf: [schema, { type: 'null' }] };
}
