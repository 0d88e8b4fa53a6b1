import { type DocumentNode, type FieldNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';

/** What the log says of a request beside its route and its outcome: ids and the names of our own schema, nothing that somebody wrote. */
export type RequestNote = {
  caller?: {
    readonly kind: 'person' | 'service' | 'operator';
    readonly id: string;
    readonly companyId: string | null;
    /** Of the session or the API key. */
    readonly sessionId: string;
  };
  operation?: { readonly name: string | null; readonly hash?: string };
  /** What it asks for at its root, whatever it calls itself. */
  rootFields?: readonly string[];
  /** What it was given; asked for when a line says it. */
  variables?: () => unknown;
  /** What was refused within an answer. */
  codes?: readonly string[];
};

/** The fields at the root of a valid document, also those that it asks for in a fragment: none is hidden by that. */
export function rootsOf({ definitions }: DocumentNode, { selectionSet }: OperationDefinitionNode): FieldNode[] {
  const fragments = new Map(
    definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one.selectionSet] as const] : [])),
  );
  const fieldsOf = (set: SelectionSetNode | undefined): FieldNode[] =>
    (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      return fieldsOf(selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments.get(selection.name.value));
    });
  return fieldsOf(selectionSet);
}

/** Their names, each once. */
export function rootFieldsOf(document: DocumentNode, operation: OperationDefinitionNode): string[] {
  return [...new Set(rootsOf(document, operation).map(({ name }) => name.value))];
}

const notes = new WeakMap<object, RequestNote>();

/** The note of a request, to be read and added to. */
export function noteOf(request: object): RequestNote {
  const known = notes.get(request) ?? {};
  notes.set(request, known);
  return known;
}
