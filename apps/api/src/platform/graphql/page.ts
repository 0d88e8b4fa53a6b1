import { DomainError, InvalidInputError, NotFoundError } from '../errors.ts';
import { isUuid } from '../ids.ts';

const DEFAULT_SIZE = 50;
export const MAX_PAGE = 200;

/** Where a page stands in its list. */
export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

export interface Edge<Node> {
  readonly node: Node;
  readonly cursor: string;
}

export interface Connection<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly pageInfo: PageInfo;
  /** Counted only when a query asks for it. */
  readonly totalCount: (() => Promise<number | null>) | null;
}

export interface PageRequest {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A position in a list: the sort key as text, and the id that tells rows of the same key apart. */
export type Position = { readonly key: string; readonly id: string };

export type Page = {
  /** A small whole number: safe, and meant, to stand literally in SQL, since `LIMIT $1` makes PostgreSQL plan anew each time. */
  readonly size: number;
  readonly after: Position | null;
  /** Of a list with several orders the one that is asked for; empty where there is only one. */
  readonly order: string;
};

/**
 * @throws InvalidInputError when `first` is out of bounds or `after` is no cursor of ours
 * @throws CursorOfAnotherSortError when `after` was given in another order than this
 */
export function pageOf({ first, after }: PageRequest, order = ''): Page {
  const size = first ?? DEFAULT_SIZE;
  if (!Number.isInteger(size) || size < 1 || size > MAX_PAGE)
    throw new InvalidInputError('first', `A page has from 1 to ${MAX_PAGE} rows.`);
  return { size, after: after === null || after === undefined ? null : parseCursor(after, order), order };
}

function cursorOf({ key, id }: Position, order = ''): string {
  return Buffer.from(JSON.stringify(order === '' ? [key, id] : [key, id, order])).toString('base64url');
}

function parseCursor(text: string, order: string): Position {
  const parts = parsedOrNull(Buffer.from(text, 'base64url').toString());
  if (Array.isArray(parts) && (parts.length === 2 || parts.length === 3)) {
    const [key, id, givenIn = ''] = parts as unknown[];
    if (typeof key === 'string' && typeof id === 'string' && isUuid(id)) {
      if (givenIn !== order) throw new CursorOfAnotherSortError();
      return { key, id };
    }
  }
  throw new UnknownCursorError();
}

export class UnknownCursorError extends InvalidInputError {
  constructor() {
    super('after', 'This cursor is not one of ours. Begin again without it.');
  }
}

class CursorOfAnotherSortError extends DomainError {
  override readonly name = 'CursorOfAnotherSortError';
  readonly kind = 'invalid';
  readonly code = 'CURSOR_OF_ANOTHER_SORT';
  override readonly field = 'after';
  constructor() {
    super('This cursor was given in another order of the list. Begin again without it, or ask in the order that it is of.');
  }
}

/** An id as it came from a client. What is no UUID is the id of nothing. @throws NotFoundError */
export function idOf(text: string, noun: string): string {
  if (!isUuid(text)) throw new NotFoundError(noun);
  return text.toLowerCase();
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * A connection from rows in order. The caller has read one row more than the page has, so that whether there is a next page
 * is known without counting.
 */
export function connection<Node>(
  rows: readonly Node[],
  page: Page,
  positionOf: (node: Node) => Position,
  totalCount: (() => Promise<number | null>) | null = null,
): Connection<Node> {
  const edges = rows.slice(0, page.size).map((node) => ({ node, cursor: cursorOf(positionOf(node), page.order) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.size,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount,
  };
}
