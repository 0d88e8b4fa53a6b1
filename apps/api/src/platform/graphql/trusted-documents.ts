import {
  type DocumentNode,
  type FieldNode,
  getOperationAST,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
  visit,
} from 'graphql';
import { rootFieldsOf } from '../request-note.ts';
import { compiledQuery, plainly, type Run, type Variables } from './compiled.ts';
import { shownVariables } from './shown-variables.ts';

/** A document known since the build of an app, ready to run. */
export type TrustedDocument = {
  readonly operation: OperationDefinitionNode;
  readonly rootFields: readonly string[];
  readonly run: Run;
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
      return { operation, rootFields, shown, run: compiledQuery(schema, document, operation) };
    case OperationTypeNode.MUTATION:
      return { operation, rootFields, shown, run: plainly(schema, document, operation) };
    case OperationTypeNode.SUBSCRIPTION:
      return null;
  }
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
