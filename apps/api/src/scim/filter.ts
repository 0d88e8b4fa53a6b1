import { type Compare, type Filter, parse } from 'scim2-parse-filter';
import { ScimRefusalError } from './scim.errors.ts';

/** How an attribute is asked for in SQL. */
type Attribute =
  | { readonly kind: 'text'; readonly sql: string; readonly caseExact?: true }
  | { readonly kind: 'boolean' | 'time'; readonly sql: string }
  /** What can only be found, not compared. */
  | { readonly kind: 'lookup'; readonly sql: (parameter: string) => string; readonly parameter: (text: string) => unknown }
  /** Of each row the same. */
  | { readonly kind: 'fixed'; readonly value: string | boolean };

/** By path, in lower case. */
export type Attributes = Readonly<Record<string, Attribute>>;

const LONGEST = 1_000;

/** @throws ScimRefusalError */
export function parseScimFilter(text: string): Filter {
  if (text.length > LONGEST) throw refused(`A filter has at most ${LONGEST} characters.`);
  // The parser would try line breaks in a text that never ends in exponentially many ways.
  if (/\p{Cc}/u.test(text)) throw refused('A filter has no line breaks and no other control characters.');
  let filter: Filter;
  try {
    filter = parse(text);
  } catch {
    throw refused('This is no filter as RFC 7644 has it.');
  }
  return filter;
}

/**
 * The filter as a condition.
 * @param parameters gets the values that it compares with
 * @throws ScimRefusalError
 */
export function conditionOf(filter: Filter, attributes: Attributes, parameters: unknown[], within = ''): string {
  const deeper = (one: Filter, inside = within) => conditionOf(one, attributes, parameters, inside);
  if (filter.op === 'not' && 'filter' in filter) return `NOT coalesce((${deeper(filter.filter)}), false)`;
  if ('filters' in filter) return `(${filter.filters.map((one) => deeper(one)).join(filter.op === 'and' ? ' AND ' : ' OR ')})`;
  if ('valFilter' in filter) return deeper(filter.valFilter, `${pathIn(within, filter.attrPath)}.`);
  if (!('attrPath' in filter)) throw refused('This is no filter as RFC 7644 has it.');
  const path = pathIn(within, filter.attrPath);
  const attribute = Object.hasOwn(attributes, path) ? attributes[path] : undefined;
  if (attribute === undefined) throw refused(`There is no filter by ${path}. There is one by: ${Object.keys(attributes).join(', ')}.`);
  if (!('compValue' in filter)) return presenceOf(attribute);
  return comparisonOf(path, attribute, filter, (value) => `$${parameters.push(value)}`);
}

/**
 * What a list is sorted by; by age where nothing is asked for.
 * @throws ScimRefusalError
 */
export function orderOf(attributes: Attributes, sortBy: string | null, descending: boolean): string {
  if (sortBy === null) return 'r."createdAt", r.id';
  const path = pathIn('', sortBy);
  const attribute = Object.hasOwn(attributes, path) ? attributes[path] : undefined;
  if (attribute === undefined || typeof (attribute as { sql?: unknown }).sql !== 'string')
    throw new ScimRefusalError('invalidValue', `Nothing is sorted by ${path}: addresses are kept sealed, and other attributes not at all.`);
  const { kind, sql } = attribute as Extract<Attribute, { sql: string }>;
  return `${kind === 'text' ? `lower(${sql})` : sql} ${descending ? 'DESC' : 'ASC'}, r.id`;
}

function pathIn(within: string, path: string): string {
  return `${within}${path.replace(/^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/i, '')}`.toLowerCase();
}

function presenceOf(attribute: Attribute): string {
  return 'sql' in attribute && typeof attribute.sql === 'string' ? `${attribute.sql} IS NOT NULL` : 'true';
}

const COMPARED: Readonly<Record<string, string>> = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' };

function comparisonOf(path: string, attribute: Attribute, { op, compValue }: Compare, bind: (value: unknown) => string): string {
  const onlyEqual = () => refused(`${path} is compared by eq and ne alone.`);
  const isEqual = op === 'eq' || op === 'ne';
  switch (attribute.kind) {
    case 'fixed':
      if (!isEqual) throw onlyEqual();
      return String((String(compValue).toLowerCase() === String(attribute.value)) === (op === 'eq'));
    case 'boolean': {
      const wanted = String(compValue).toLowerCase();
      if (!isEqual) throw onlyEqual();
      if (wanted !== 'true' && wanted !== 'false') throw refused(`${path} is true or false.`);
      return `${attribute.sql} ${COMPARED[op]} ${wanted}`;
    }
    case 'lookup': {
      if (!isEqual) throw onlyEqual();
      const found = attribute.sql(bind(attribute.parameter(String(compValue))));
      return op === 'eq' ? found : `NOT (${found})`;
    }
    case 'time': {
      const at = new Date(String(compValue));
      const operator = COMPARED[op];
      if (operator === undefined || Number.isNaN(at.getTime()))
        throw refused(`${path} is compared with a moment such as 2026-03-02T09:15:00Z.`);
      return `${attribute.sql} ${operator} ${bind(at)}`;
    }
    case 'text':
      return textCondition(attribute, op, bind(String(compValue)));
  }
}

function textCondition({ sql, caseExact }: Extract<Attribute, { kind: 'text' }>, op: Compare['op'], parameter: string): string {
  const [left, right] = caseExact === true ? [sql, `${parameter}::text`] : [`lower(${sql})`, `lower(${parameter}::text)`];
  switch (op) {
    case 'co':
      return `position(${right} IN ${left}) > 0`;
    case 'sw':
      return `starts_with(${left}, ${right})`;
    case 'ew':
      return `right(${left}, length(${right})) = ${right}`;
    default:
      return `${left} ${COMPARED[op]} ${right}`;
  }
}

function refused(message: string): ScimRefusalError {
  return new ScimRefusalError('invalidFilter', message);
}
