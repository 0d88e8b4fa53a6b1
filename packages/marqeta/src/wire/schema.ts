import { Type, type TObject, type TProperties, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { DECIMAL_PATTERN, type DecimalText } from './decimal.ts';

// Marqeta adds fields and enumeration values without notice (wire-format W2): objects are open, closed lists are open text, and nearly
// everything is optional.

export const Text = Type.String();
/** What comes back as it was sent, in every encoding. */
export const Token = Type.String({ minLength: 1, maxLength: 36, pattern: '^[\\x20-\\x7e]+$' });
export const Decimal = Type.Unsafe<DecimalText>(Type.String({ pattern: DECIMAL_PATTERN }));
export const Time = Type.String({ minLength: 1, maxLength: 40 });
/** Captured bodies hold flags as booleans, as "0"/"1" and as "true"/"false". Read it with `isTrue`. */
export const Flag = Type.Union([Type.Boolean(), Type.String(), Type.Number()]);
/** Captured bodies hold scores and counters both as numbers and as text. */
export const Loose = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
export const Metadata = Type.Record(Type.String(), Type.Unknown());
export const Anything = Type.Record(Type.String(), Type.Unknown());

/** An open object of which every field may be missing. */
export function sparse<P extends TProperties>(properties: P) {
  return Type.Partial(Type.Object(properties));
}

/** An open object with required fields and others that may be missing. */
export function open<R extends TProperties, O extends TProperties>(required: R, optional: O) {
  const all: Record<string, TSchema> = { ...required };
  for (const [name, schema] of Object.entries(optional)) all[name] = Type.Optional(schema);
  return Type.Object(all) as unknown as TObject<R & { [K in keyof O]: ReturnType<typeof Type.Optional<O[K]>> }>;
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly ignored: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * A compiled check that forgives what can be forgiven: a field of an undocumented type (null included) is taken out and named in
 * `ignored`; only what is then still missing is a problem. The value is changed in place.
 */
export function checker<S extends TSchema>(schema: S): (value: unknown) => Checked<Type.Static<S>> {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return { ok: true, value, ignored: NONE };
    const ignored: string[] = [];
    for (const { instancePath } of validator.Errors(value)) {
      if (instancePath !== '' && removeAt(value, instancePath)) ignored.push(instancePath);
    }
    if (validator.Check(value)) return { ok: true, value, ignored };
    const problems = validator.Errors(value).map((error) => `${error.instancePath === '' ? 'body' : error.instancePath} ${error.message}`);
    return { ok: false, problems };
  };
}

const NONE: readonly string[] = [];

function removeAt(root: unknown, pointer: string): boolean {
  const path = pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = path.pop();
  let parent = root;
  for (const part of path) parent = isObject(parent) ? parent[part] : undefined;
  if (last === undefined || !isObject(parent) || Array.isArray(parent) || !Object.hasOwn(parent, last)) return false;
  delete parent[last];
  return true;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Reads a flag however it was written. */
export function isTrue(flag: boolean | string | number | undefined): boolean {
  return flag === true || flag === 1 || flag === '1' || (typeof flag === 'string' && flag.toLowerCase() === 'true');
}
