/** A field that is not as it should be. */
export type Change = { readonly field: string; readonly from: unknown; readonly to: unknown };

type Json = Readonly<Record<string, unknown>>;

/**
 * Where what there is differs from what is wanted, field by field. What is not wanted is not looked at: Marqeta adds fields and
 * defaults of its own. Numbers and flags may come as text (wire-format §1.3), lists in any order.
 */
export function drift(wanted: object, found: object, prefix = ''): Change[] {
  return Object.entries(wanted as Json).flatMap(([name, to]) => {
    const field = prefix === '' ? name : `${prefix}.${name}`;
    const from = (found as Json)[name];
    if (isObject(to)) return drift(to, isObject(from) ? from : {}, field);
    return same(to, from) ? [] : [{ field, from, to }];
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one)) return Array.isArray(other) && sortedText(one) === sortedText(other);
  return scalar(one) === scalar(other);
}

const sortedText = (list: readonly unknown[]): string => JSON.stringify(list.map(scalar).toSorted());

const scalar = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
