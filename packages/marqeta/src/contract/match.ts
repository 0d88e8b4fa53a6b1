import { isObject } from '../wire/schema.ts';

/** What a value must be: itself, a pattern of its text, a part of an object, each item of a list, or what a test of it says. */
export type Expected =
  | string
  | number
  | boolean
  | null
  | RegExp
  | Test
  | Some
  | readonly Expected[]
  | { readonly [name: string]: Expected };

export interface Test {
  (value: unknown): boolean;
  readonly says: string;
}

const test = (says: string, holds: (value: unknown) => boolean): Test => Object.assign(holds, { says });

export const absent = test('nothing', (value) => value === undefined || value === null);
export const present = test('anything', (value) => value !== undefined && value !== null);
/** A list of which one item is like this. */
export class Some {
  readonly like: Expected;

  constructor(like: Expected) {
    this.like = like;
  }
}
export const some = (like: Expected): Some => new Some(like);
export const ordered = (field: string, direction: 'UP' | 'DOWN'): Test =>
  test(`a list whose ${field} goes ${direction.toLowerCase()}`, (value) => {
    if (!Array.isArray(value)) return false;
    const texts = value.map((item) => String((item as Record<string, unknown>)[field]));
    const sorted = direction === 'UP' ? texts.toSorted() : texts.toSorted().toReversed();
    return texts.join() === sorted.join();
  });

/** Where a value is not as expected. Numbers and amounts are compared as text, as the wire leaves open which they are (wire-format §1.5). */
export function mismatches(expected: Expected, actual: unknown, path = 'body'): string[] {
  const wrong = (wanted: string): string[] => [`${path} is ${shown(actual)}: it should be ${wanted}`];
  if (typeof expected === 'function') return expected(actual) ? [] : wrong(expected.says);
  if (expected instanceof RegExp) return expected.test(textOf(actual)) ? [] : wrong(String(expected));
  if (expected instanceof Some) {
    const found = Array.isArray(actual) && actual.some((item) => mismatches(expected.like, item).length === 0);
    return found ? [] : wrong(`a list with ${JSON.stringify(expected.like)}`);
  }
  if (isList(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return wrong(`a list of ${expected.length}`);
    return expected.flatMap((item, at) => mismatches(item, actual[at], `${path}.${at}`));
  }
  if (isObject(expected)) {
    if (!isObject(actual)) return wrong('an object');
    return Object.entries(expected).flatMap(([name, value]) => mismatches(value, actual[name], `${path}.${name}`));
  }
  return same(expected, actual) ? [] : wrong(shown(expected));
}

const isList = (value: Expected): value is readonly Expected[] => Array.isArray(value);

function same(expected: string | number | boolean | null, actual: unknown): boolean {
  if (expected === null || actual === null || actual === undefined) return expected === (actual ?? null);
  if (typeof expected === 'number') return Number(actual) === expected;
  return String(expected) === textOf(actual);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const shown = (value: unknown): string => (value === undefined ? 'missing' : textOf(value).slice(0, 200));
