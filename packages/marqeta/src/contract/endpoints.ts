import { readFileSync } from 'node:fs';
import type { Chapter } from './row.ts';

export interface Endpoint {
  /** Method and path below `/v3`. */
  readonly call: string;
  readonly purpose: string;
  /** Whether a corporate-card platform cannot do without it. */
  readonly isCore: boolean;
}

/** The endpoints of Marqeta's that are known here. */
export function knownEndpoints(): Endpoint[] {
  const [, ...lines] = readFileSync(new URL('../../endpoints.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const [method = '', path = '', purpose = '', core = ''] = line.split('\t');
    return { call: `${method} ${path}`, purpose, isCore: core === 'y' };
  });
}

/** Those of them that a contract asks for something. */
export function calledIn(chapters: readonly Chapter[]): ReadonlySet<string> {
  return new Set(chapters.flatMap(({ rows }) => rows.map(({ call }) => call)));
}
