import { readFileSync } from 'node:fs';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/**
 * A composed body of Marqeta's with holes: `holes` names the paths (`gpa_order.jit_funding.token`) at which each message has its
 * own text. A number is put where the body has a number.
 */
export function template<Name extends string>(
  fixture: string,
  holes: Readonly<Record<Name, readonly string[]>>,
): (values: Readonly<Record<Name, string>>) => string {
  const body = JSON.parse(readFileSync(new URL(`../../packages/marqeta/fixtures/${fixture}.json`, import.meta.url), 'utf8')) as Json;
  for (const name of Object.keys(holes) as Name[]) for (const path of holes[name]) cut(body, path, name);
  const parts = JSON.stringify(body)
    .replaceAll(/"@number:(\w+)@"/g, '@$1@')
    .split('@');
  return (values) => {
    let text = '';
    for (const [index, part] of parts.entries()) text += index % 2 === 0 ? part : values[part as Name];
    return text;
  };
}

function cut(body: Json, path: string, name: string): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let holder: Json | undefined = body;
  for (const key of keys) holder = at(holder, key);
  const there = at(holder, last);
  if (there === undefined || typeof holder !== 'object' || holder === null) throw new Error(`the fixture has no ${path}`);
  (holder as { [key: string]: Json })[last] = typeof there === 'number' ? `@number:${name}@` : `@${name}@`;
}

function at(holder: Json | undefined, key: string): Json | undefined {
  if (typeof holder !== 'object' || holder === null) return undefined;
  return (holder as { [key: string]: Json })[key];
}
