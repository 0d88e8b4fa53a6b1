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
  /** What it was given; asked for when a line says it. */
  variables?: () => unknown;
  /** What was refused within an answer. */
  codes?: readonly string[];
};

const notes = new WeakMap<object, RequestNote>();

/** The note of a request, to be read and added to. */
export function noteOf(request: object): RequestNote {
  const known = notes.get(request) ?? {};
  notes.set(request, known);
  return known;
}
