import type { FieldPolicy, Reference } from '@apollo/client/cache';

interface StoredEdge {
  cursor?: string;
  node: Reference | Record<string, unknown>;
}

export interface StoredPages {
  edges: readonly StoredEdge[];
  pageInfo?: { hasNextPage?: boolean; hasPreviousPage?: boolean; startCursor?: string | null; endCursor?: string | null };
  [extra: string]: unknown;
}

/**
 * A Relay connection whose pages are kept as one list for each value of `keyArgs`.
 *
 * A page asked with `after` follows what is there. A page asked without it is the head of the list as it is now: it replaces the head
 * that was there and keeps what follows, so that a live list can refresh its first rows while a person has scrolled far down.
 */
export function pagedBy(keyArgs: readonly string[]): FieldPolicy<StoredPages> {
  return {
    keyArgs,
    merge: (existing, incoming, { args }) => mergePages(existing, incoming, typeof args?.['after'] === 'string' ? args['after'] : null),
  };
}

/** Pure; edges are told apart by the node they refer to. */
export function mergePages(existing: StoredPages | undefined, incoming: StoredPages, after: string | null): StoredPages {
  if (!existing) return incoming;
  if (after !== null) return appended(existing, incoming, after);
  return withNewHead(existing, incoming);
}

function appended(existing: StoredPages, incoming: StoredPages, after: string): StoredPages {
  const at = existing.pageInfo?.endCursor === after ? existing.edges.length - 1 : existing.edges.findIndex((edge) => edge.cursor === after);
  const before = at < 0 ? existing.edges : existing.edges.slice(0, at + 1);
  const known = new Set(incoming.edges.map(keyOf));
  return { ...existing, ...incoming, edges: [...before.filter((edge) => !known.has(keyOf(edge))), ...incoming.edges] };
}

function withNewHead(existing: StoredPages, incoming: StoredPages): StoredPages {
  const last = incoming.edges.at(-1);
  const meets = last === undefined ? -1 : existing.edges.findIndex((edge) => keyOf(edge) === keyOf(last));
  // Nothing further, or no row in common: the head is all that is certain.
  if (meets < 0 || incoming.pageInfo?.hasNextPage === false) return { ...existing, ...incoming };
  const head = new Set(incoming.edges.map(keyOf));
  const tail = existing.edges.slice(meets + 1).filter((edge) => !head.has(keyOf(edge)));
  if (tail.length === 0) return { ...existing, ...incoming };
  return { ...existing, ...incoming, edges: [...incoming.edges, ...tail], pageInfo: { ...incoming.pageInfo, ...tailOf(existing) } };
}

function tailOf(pages: StoredPages): { hasNextPage?: boolean; endCursor?: string | null } {
  const { hasNextPage, endCursor } = pages.pageInfo ?? {};
  return { ...(hasNextPage === undefined ? {} : { hasNextPage }), ...(endCursor === undefined ? {} : { endCursor }) };
}

function keyOf(edge: StoredEdge): unknown {
  return '__ref' in edge.node ? edge.node['__ref'] : edge.node;
}
