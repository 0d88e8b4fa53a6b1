import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { DomainError } from '../errors.ts';
import { MAX_PAGE } from './page.ts';

export type Limits = {
  /** Levels of fields. */
  readonly depth: number;
  /** Names given to fields: the way to ask the same thing many times at once. */
  readonly aliases: number;
  /** Fields that the answer may have, pages counted at the size asked for. */
  readonly cost: number;
};

/** What free text may ask. The largest screens of our own apps are at a third of this. */
export const LIMITS: Limits = { depth: 12, aliases: 30, cost: 30_000 };
/** Tokens of one document: the parser counts them before anything else looks at it. */
export const MAX_TOKENS = 4_000;
/** Bytes of one request. */
export const MAX_BODY_BYTES = 128 * 1024;

/** Lists that are not paged: how long we take them to be. */
const UNPAGED_LENGTH = 10;
const DEFAULT_PAGE = 50;

export class QueryTooLargeError extends DomainError {
  override readonly name = 'QueryTooLargeError';
  readonly kind = 'too_large';
  readonly code = 'QUERY_TOO_LARGE';
  constructor(what: string, measured: number, limit: number) {
    super(`This query asks too much at once: its ${what} is ${measured}, the limit is ${limit}. Ask for smaller pages or fewer fields.`);
  }
}

export type Operation = {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
};

/** @throws QueryTooLargeError when a valid operation asks for more than it may */
export function assertWithin(limits: Limits, asked: Operation): void {
  const measured = measure(asked);
  for (const what of ['depth', 'aliases', 'cost'] as const)
    if (measured[what] > limits[what]) throw new QueryTooLargeError(what, measured[what], limits[what]);
}

type Measured = { readonly depth: number; readonly aliases: number; readonly cost: number };
const NOTHING: Measured = { depth: 0, aliases: 0, cost: 0 };

/** The document is valid: every field is in the schema, and no fragment spreads itself. */
export function measure({ schema, document, operation, variables }: Operation): Measured {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  // A fragment is measured once and counted wherever it is spread: naming it a hundred times is asking a hundred times.
  const known = new Map<string, Measured>();

  function ofSet(set: SelectionSetNode, parent: GraphQLObjectType): Measured {
    const parts = set.selections.map((selection) => {
      if (selection.kind === Kind.FIELD) return ofField(selection, parent);
      return selection.kind === Kind.INLINE_FRAGMENT ? ofSet(selection.selectionSet, parent) : ofFragment(selection.name.value, parent);
    });
    return parts.reduce(
      (sum, part) => ({ depth: Math.max(sum.depth, part.depth), aliases: sum.aliases + part.aliases, cost: sum.cost + part.cost }),
      NOTHING,
    );
  }

  function ofField(field: FieldNode, parent: GraphQLObjectType): Measured {
    const aliases = field.alias === undefined ? 0 : 1;
    const definition = parent.getFields()[field.name.value];
    const type = definition === undefined ? undefined : getNamedType(definition.type);
    // Introspection has its own gate and its own bounded types.
    if (definition === undefined || field.selectionSet === undefined || !isObjectType(type)) return { depth: 1, aliases, cost: 1 };
    const inner = ofSet(field.selectionSet, type);
    // The page that a connection is was counted where it was asked for.
    const length = isConnection(parent) ? 1 : lengthOf(field, definition.type, variables);
    return { depth: inner.depth + 1, aliases: inner.aliases + aliases, cost: 1 + inner.cost * length };
  }

  function ofFragment(name: string, parent: GraphQLObjectType): Measured {
    const fragment = fragments.get(name);
    const measured = known.get(name) ?? (fragment === undefined ? NOTHING : ofSet(fragment.selectionSet, parent));
    known.set(name, measured);
    return measured;
  }

  const root = schema.getRootType(operation.operation);
  return root === null || root === undefined ? NOTHING : ofSet(operation.selectionSet, root);
}

/** How many objects a field stands for: a connection is as long as its page. */
function lengthOf(field: FieldNode, type: GraphQLOutputType, variables: Readonly<Record<string, unknown>>): number {
  const first = field.arguments?.find((argument) => argument.name.value === 'first')?.value;
  if (first?.kind === Kind.INT) return clamp(Number(first.value));
  if (first?.kind === Kind.VARIABLE) {
    const value = variables[first.name.value];
    return typeof value === 'number' ? clamp(value) : DEFAULT_PAGE;
  }
  const bare = isNonNullType(type) ? type.ofType : type;
  if (isListType(bare)) return UNPAGED_LENGTH;
  return isObjectType(bare) && isConnection(bare) ? DEFAULT_PAGE : 1;
}

function isConnection(type: GraphQLObjectType): boolean {
  return type.getFields()['pageInfo'] !== undefined;
}

/** What is out of bounds is refused where it is read; here it must only not be taken for free. */
function clamp(size: number): number {
  return Math.min(Math.max(size, 1), MAX_PAGE);
}
