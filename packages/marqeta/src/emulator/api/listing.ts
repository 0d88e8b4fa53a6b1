import { ApiError, invalidField } from '../core/api-error.ts';
import type { Body, Slice } from '../core/resources.ts';

export type Query = Readonly<Record<string, string | undefined>>;

/** The page that a list was asked for (wire-format §1.10). A count that is too large gives 413. */
export function sliceOf(query: Query, defaults: { readonly count: number; readonly max: number }): Slice {
  const count = wholeNumber(query['count'], 'count', defaults.count);
  const startIndex = wholeNumber(query['start_index'], 'start_index', 0);
  if (count > defaults.max) throw new ApiError(413, '413001', `count must be at most ${defaults.max}`);
  if (count < 1) throw invalidField('count', 'must be at least 1');
  return { count, startIndex };
}

function wholeNumber(given: string | undefined, name: string, otherwise: number): number {
  if (given === undefined || given === '') return otherwise;
  if (!/^\d{1,9}$/.test(given)) throw invalidField(name, 'must be a whole number');
  return Number(given);
}

/** A page made of one item more than fits, which tells whether there is more. */
export function pageOf(items: readonly Body[], slice: Slice): Body {
  const data = items.slice(0, slice.count);
  return {
    count: data.length,
    start_index: data.length === 0 ? 0 : slice.startIndex,
    end_index: data.length === 0 ? 0 : slice.startIndex + data.length - 1,
    is_more: items.length > slice.count,
    data,
  };
}

const SORTS: Readonly<Record<string, string>> = {
  lastModifiedTime: 'modified',
  last_modified_time: 'modified',
  createdTime: 'created',
  created_time: 'created',
  id: 'id',
};

/** The ORDER BY of a list (§1.11); the id makes it certain. */
export function orderOf(query: Query, otherwise: '-lastModifiedTime' | '-createdTime' | '-id'): string {
  const asked = query['sort_by'] ?? otherwise;
  const descending = asked.startsWith('-');
  const name = descending ? asked.slice(1) : asked;
  const column = Object.hasOwn(SORTS, name) ? SORTS[name] : undefined;
  if (column === undefined) throw invalidField('sort_by', 'cannot be sorted by');
  const direction = descending ? 'DESC' : 'ASC';
  return column === 'id' ? `id ${direction}` : `${column} ${direction}, id ${direction}`;
}

/** Only the fields that were asked for (§1.12); in a list, of each item. */
export function withFields(payload: unknown, fields: string | undefined): unknown {
  if (fields === undefined || fields === '' || typeof payload !== 'object' || payload === null) return payload;
  const names = new Set(fields.split(',').map((name) => name.trim()));
  const pick = (body: Body): Body => Object.fromEntries(Object.entries(body).filter(([name]) => names.has(name)));
  const body = payload as Body;
  return Array.isArray(body['data']) ? { ...body, data: (body['data'] as Body[]).map(pick) } : pick(body);
}
