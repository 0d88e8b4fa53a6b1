import {
  type DocumentNode,
  type FieldNode,
  getArgumentValues,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
  visit,
} from 'graphql';
import { idOf } from '../platform/graphql/page.ts';
import { assertWithin, LIMITS, MAX_TOKENS } from '../platform/graphql/limits.ts';

/** What a client sent to subscribe with. */
export type SubscribeRequest = {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
};

/** A subscription to the feed that may be run. */
export type FeedSubscription = {
  /** What is followed. */
  readonly field: FeedField;
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly after: string | null;
  /** Of `cardChanged`: the one card that is followed. */
  readonly cardId: string | null;
  /** Equal for those who ask the same, wherever they begin. */
  readonly key: string;
};

/** All that the viewer may see, what is told of one card, or what the viewer is told. */
const FIELDS = ['spendFeed', 'cardChanged', 'notificationReceived'] as const;
type FeedField = (typeof FIELDS)[number];

/** Reads what clients subscribe with. Documents are few and the same: each is parsed and validated once. */
export class Subscriptions {
  readonly #valid = new Map<string, DocumentNode>();

  constructor(readonly schema: GraphQLSchema) {}

  /** @throws GraphQLError, GraphQLErrors when the text is no subscription to the feed; QueryTooLargeError; NotFoundError for no card's id */
  read({ query, operationName, variables }: SubscribeRequest): FeedSubscription {
    const document = this.#document(query);
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION)
      throw new GraphQLError('Only a subscription runs over this socket. Send queries and mutations by POST.');
    const coerced = getVariableValues(this.schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 5 });
    if (coerced.errors !== undefined) throw new GraphQLErrors(coerced.errors);
    assertWithin(LIMITS, { schema: this.schema, document, operation, variables: coerced.coerced });
    const { field, node } = feedField(operation);
    const definition = this.schema.getSubscriptionType()?.getFields()[field];
    if (definition === undefined) throw new Error(`the schema has no subscription ${field}`);
    const { after, cardId } = getArgumentValues(definition, node, coerced.coerced);
    return {
      field,
      document,
      operationName: operationName ?? null,
      variables: coerced.coerced,
      after: typeof after === 'string' ? after : null,
      cardId: typeof cardId === 'string' ? idOf(cardId, 'card') : null,
      key: JSON.stringify([query, operationName ?? null, withoutPosition(document, node, coerced.coerced)]),
    };
  }

  #document(query: string): DocumentNode {
    const known = this.#valid.get(query);
    if (known !== undefined) return known;
    const document = parse(query, { maxTokens: MAX_TOKENS });
    const errors = validate(this.schema, document, undefined, { maxErrors: 5 });
    if (errors.length > 0) throw new GraphQLErrors(errors);
    if (this.#valid.size >= 500) this.#valid.clear();
    this.#valid.set(query, document);
    return document;
  }
}

/** Several faults of one text. */
export class GraphQLErrors extends Error {
  override readonly name = 'GraphQLErrors';
  constructor(readonly errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join(' '));
  }
}

/** The root field. Validation has seen that there is one alone; it may stand in a fragment, where we do not look for it. */
function feedField(operation: OperationDefinitionNode): { field: FeedField; node: FieldNode } {
  const [node] = operation.selectionSet.selections;
  const field = node?.kind === Kind.FIELD ? FIELDS.find((each) => each === node.name.value) : undefined;
  if (node?.kind !== Kind.FIELD || field === undefined)
    throw new GraphQLError(`Name ${FIELDS.join(' or ')} itself at the root of the subscription.`);
  return { field, node };
}

/** The variables that have a say in the answer: where to begin has none, unless its variable is used elsewhere too. */
function withoutPosition(document: DocumentNode, field: FieldNode, variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const position = field.arguments?.find(({ name }) => name.value === 'after')?.value;
  if (position?.kind !== Kind.VARIABLE) return { ...variables };
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable(node) {
      if (node.name.value === position.name.value) uses += 1;
    },
  });
  const { [position.name.value]: _position, ...others } = variables;
  return uses === 1 ? others : { ...variables };
}
