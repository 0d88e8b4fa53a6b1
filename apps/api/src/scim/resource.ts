import { createHash } from 'node:crypto';
import type { Json } from './values.ts';

export type Resource = Json & { readonly schemas: readonly string[]; readonly id: string; readonly meta: Meta };
type Meta = {
  readonly resourceType: 'User' | 'Group';
  readonly created: Date;
  readonly lastModified: Date;
  readonly location: string;
  /** A digest of all that is shown: whatever changed it, through this protocol or not, makes another. */
  readonly version: string;
};

export type Described = Omit<Meta, 'version'>;

export function resourceOf(schema: string, id: string, attributes: Json, described: Described): Resource {
  const digest = createHash('sha256')
    .update(JSON.stringify([id, attributes]))
    .digest('hex')
    .slice(0, 16);
  return { schemas: [schema], id, ...attributes, meta: { ...described, version: `W/"${digest}"` } };
}

/** Whether a list of entity tags, as `If-Match` and `If-None-Match` have it, names this version. */
export function names(tags: string, version: string): boolean {
  return tags.split(',').some((tag) => tag.trim() === '*' || weak(tag) === weak(version));
}

function weak(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}

export type Selection = { readonly attributes: readonly string[] | null; readonly excludedAttributes: readonly string[] };

/** `attributes` and `excludedAttributes` of a query: whole attributes, a part of one counts for it. */
export function selectionOf({ attributes, excludedAttributes }: Record<string, string | undefined>): Selection {
  return { attributes: attributes === undefined ? null : listed(attributes), excludedAttributes: listed(excludedAttributes ?? '') };
}

function listed(text: string): string[] {
  const paths = text.split(',').map((path) => path.trim().replace(/^urn:ietf:params:scim:schemas:core:2\.0:\w+:/i, ''));
  return paths.map((path) => path.split('.', 1)[0]?.toLowerCase() ?? '').filter((name) => name !== '');
}

function isSelected({ attributes, excludedAttributes }: Selection, name: string): boolean {
  const lower = name.toLowerCase();
  return attributes === null ? !excludedAttributes.includes(lower) : attributes.includes(lower);
}

export function selected(resource: Resource, selection: Selection): Json {
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => name === 'schemas' || name === 'id' || isSelected(selection, name)),
  );
}

const MOST_IN_PAGE = 200;
const USUAL_IN_PAGE = 100;

export type Page = { readonly startIndex: number; readonly count: number };

export function pageOf({ startIndex, count }: Record<string, string | undefined>): Page {
  return {
    startIndex: Math.min(Math.max(wholeOf(startIndex, 1), 1), 1_000_000),
    count: Math.min(Math.max(wholeOf(count, USUAL_IN_PAGE), 0), MOST_IN_PAGE),
  };
}

function wholeOf(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : otherwise;
}

export function listOf(resources: readonly Json[], totalResults: number, { startIndex }: Page): Json {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
  return { schemas, totalResults, startIndex, itemsPerPage: resources.length, Resources: resources };
}
