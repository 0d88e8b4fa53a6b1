import { isUuid } from '../ids.ts';
import { type Page, UnknownCursorError } from './page.ts';
import type { Sort } from './sort.type.ts';

/** What a list can be ordered by: an expression that is never null, and the type which its text is read as again. */
export type SortColumn = { readonly sql: string; readonly type: 'timestamptz' | 'bigint' | 'text' | 'uuid' };

export type Keyset = {
  /** The sort key of a row as text, for its cursor. */
  readonly key: string;
  /** Which rows come behind the page's position: a condition. */
  readonly after: string;
  readonly orderBy: string;
};

/**
 * A list in an order, from a position on. Rows of the same key are told apart by their id, in the same direction, so that one index
 * serves both.
 * @throws InvalidInputError when the position is none of this order
 */
export function keyset(
  { sql, type }: SortColumn,
  { direction }: Pick<Sort<string>, 'direction'>,
  idColumn: string,
  { after }: Page,
  value: (of: unknown) => string,
): Keyset {
  return {
    key: type === 'timestamptz' ? `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : `(${sql})::text`,
    after:
      after === null
        ? 'true'
        : `(${sql}, ${idColumn}) ${direction === 'ASC' ? '>' : '<'} (${value(checkedKey(type, after.key))}::${type}, ${value(after.id)}::uuid)`,
    orderBy: `${sql} ${direction}, ${idColumn} ${direction}`,
  };
}

const READABLE: Readonly<Record<SortColumn['type'], (key: string) => boolean>> = {
  timestamptz: (key) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(key) && !Number.isNaN(Date.parse(key)),
  bigint: (key) => /^-?\d{1,18}$/.test(key),
  text: (key) => !key.includes('\0'),
  uuid: isUuid,
};

/** A cursor comes from a client: what PostgreSQL could not read is refused here. @throws InvalidInputError */
export function checkedKey(type: SortColumn['type'], key: string): string {
  if (!READABLE[type](key)) throw new UnknownCursorError();
  return key;
}

/** Where a row stands, by the keys that were read with the rows of a page. */
export function positionsOf(rows: readonly { readonly id: string; readonly sort_key: string }[]) {
  const keys = new Map(rows.map((row) => [row.id, row.sort_key]));
  return ({ id }: { readonly id: string }) => ({ id, key: keys.get(id) ?? '' });
}
