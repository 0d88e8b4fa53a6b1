import { ScimRefusalError } from './scim.errors.ts';

export type Json = Readonly<Record<string, unknown>>;

/** @throws ScimRefusalError */
export function objectOf(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ScimRefusalError('invalidSyntax', `${what} has to be a JSON object.`);
  return value as Json;
}

/** @throws ScimRefusalError */
export function textOf(value: unknown, attribute: string): string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > 256)
    throw new ScimRefusalError('invalidValue', `${attribute} is a text of 1 to 256 characters.`);
  return value.trim();
}

/** Entra says "True" and "False", as texts. @throws ScimRefusalError */
export function booleanOf(value: unknown, attribute: string): boolean {
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  if (text === true || text === 'true') return true;
  if (text === false || text === 'false') return false;
  throw new ScimRefusalError('invalidValue', `${attribute} is true or false.`);
}

const PATH = /^([a-z$][\w$-]*)(?:\[([^[\]]*)\])?(?:\.([\w$.-]+))?$/i;

export type Path = {
  /** In lower case, the sub-attribute after a dot. */
  readonly attribute: string;
  /** Of `members[value eq "…"]`, what stands between the brackets. */
  readonly filter: string | null;
};

/**
 * Where a value goes. Null for an attribute of another schema, such as the enterprise extension.
 * @throws ScimRefusalError
 */
export function pathOf(text: string, schema: string): Path | null {
  const own = text.toLowerCase().startsWith(`${schema.toLowerCase()}:`) ? text.slice(schema.length + 1) : text;
  if (/^urn:/i.test(own)) return null;
  const [, attribute, filter, sub] = PATH.exec(own) ?? [];
  if (attribute === undefined)
    throw new ScimRefusalError('invalidPath', 'A path is an attribute, perhaps with [a filter] and .a part of it.');
  return { attribute: (sub === undefined ? attribute : `${attribute}.${sub}`).toLowerCase(), filter: filter ?? null };
}

export type Operation = { readonly op: 'add' | 'replace' | 'remove'; readonly path: string | null; readonly value: unknown };

/** The operations of a PATCH. Entra writes their names with a capital. @throws ScimRefusalError */
export function operationsOf(body: unknown): readonly Operation[] {
  const listed = Object.entries(objectOf(body, 'The body')).find(([key]) => key.toLowerCase() === 'operations')?.[1];
  if (!Array.isArray(listed) || listed.length === 0) throw new ScimRefusalError('invalidSyntax', 'A PATCH lists its Operations.');
  return listed.map((item: unknown) => {
    const { op, path, value } = objectOf(item, 'An operation');
    const name = typeof op === 'string' ? op.toLowerCase() : '';
    if (name !== 'add' && name !== 'replace' && name !== 'remove')
      throw new ScimRefusalError('invalidSyntax', 'An op is add, replace or remove.');
    if (path !== undefined && path !== null && typeof path !== 'string') throw new ScimRefusalError('invalidPath', 'A path is a text.');
    if (name === 'remove' && typeof path !== 'string') throw new ScimRefusalError('noTarget', 'A remove says its path.');
    return { op: name, path: path ?? null, value };
  });
}
