import { Kind, type OperationDefinitionNode } from 'graphql';

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

/** Fragments as they are called: a document that hides its fields says so. */
export function rootFieldsOf({ selectionSet }: OperationDefinitionNode): string[] {
  return selectionSet.selections.map((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value;
    return selection.kind === Kind.FRAGMENT_SPREAD ? `...${selection.name.value}` : '...';
  });
}

const notes = new WeakMap<object, RequestNote>();

/** The note of a request, to be read and added to. */
export function noteOf(request: object): RequestNote {
  const known = notes.get(request) ?? {};
  notes.set(request, known);
  return known;
}
