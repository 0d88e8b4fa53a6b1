import { invalidField, missingField } from './api-error.ts';
import { passwordProblems } from '../../wire/passwords.ts';
import type { Body } from './resources.ts';

/** What a request body may hold. Fields not named are ignored, as Marqeta does. */
export type Fields = Readonly<Record<string, Field>>;

export type Field =
  | { readonly type: 'text'; readonly min?: number; readonly max?: number; readonly required?: true; readonly oneOf?: readonly string[] }
  | { readonly type: 'number'; readonly min?: number; readonly max?: number; readonly required?: true; readonly whole?: true }
  | { readonly type: 'flag' | 'object' | 'list'; readonly required?: true };

/** A field that should be text, as text; anything but text and numbers is empty. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');

export const text = (max?: number): Field => (max === undefined ? { type: 'text' } : { type: 'text', max });
export const requiredText = (min: number, max: number): Field => ({ type: 'text', min, max, required: true });
export const oneOf = (values: readonly string[], required?: true): Field => ({
  type: 'text',
  oneOf: values,
  ...(required === undefined ? {} : { required }),
});
export const flag: Field = { type: 'flag' };
export const object: Field = { type: 'object' };
export const list: Field = { type: 'list' };
export const token: Field = { type: 'text', min: 1, max: 36 };

/** The fields of the body that are known, checked. Throws `ApiError` 400. With `partial` nothing is required. */
export function readFields(body: unknown, fields: Fields, partial = false): Body {
  const given = asObject(body);
  const result: Body = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name];
    if (value === undefined || value === null) {
      if (field.required === true && !partial) throw missingField(name);
      continue;
    }
    result[name] = readField(name, field, value);
  }
  return result;
}

export function asObject(body: unknown): Body {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw invalidField('body', 'must be an object');
  return body as Body;
}

function readField(name: string, field: Field, value: unknown): unknown {
  switch (field.type) {
    case 'text':
      return readText(name, field, value);
    case 'number':
      return readNumber(name, field, value);
    case 'flag':
      // Text is accepted too (wire-format §1.3).
      if (value === true || value === 'true') return true;
      if (value === false || value === 'false') return false;
      throw invalidField(name, 'must be true or false');
    case 'object':
      if (typeof value === 'object' && !Array.isArray(value)) return value;
      throw invalidField(name, 'must be an object');
    case 'list':
      if (Array.isArray(value)) return value;
      throw invalidField(name, 'must be a list');
  }
}

function readText(name: string, field: Field & { type: 'text' }, value: unknown): string {
  const given = typeof value === 'number' ? String(value) : value;
  if (typeof given !== 'string') throw invalidField(name, 'must be text');
  if (field.min !== undefined && given.length < field.min) throw invalidField(name, `must have at least ${field.min} characters`);
  if (field.max !== undefined && given.length > field.max) throw invalidField(name, `must have at most ${field.max} characters`);
  if (field.oneOf !== undefined && !field.oneOf.includes(given)) throw invalidField(name, `must be one of ${field.oneOf.join(', ')}`);
  return given;
}

function readNumber(name: string, field: Field & { type: 'number' }, value: unknown): number {
  const given = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof given !== 'number' || !Number.isFinite(given)) throw invalidField(name, 'must be a number');
  if (field.whole === true && !Number.isInteger(given)) throw invalidField(name, 'must be a whole number');
  if (field.min !== undefined && given < field.min) throw invalidField(name, `must be at least ${field.min}`);
  if (field.max !== undefined && given > field.max) throw invalidField(name, `must be at most ${field.max}`);
  return given;
}

/** A password as Marqeta takes it (wire-format §6.1, §14.1). Throws `ApiError` 400. */
export function checkPassword(name: string, value: unknown, lengths: { readonly min: number; readonly max: number }): void {
  if (value === undefined) return;
  const problems = passwordProblems(textOf(value), lengths);
  if (problems.length > 0) throw invalidField(name, `needs ${problems.join(', ')}`);
}

/** The same for the same content, whatever the order of keys: what "identical body" means here (wire-format §1.9). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
