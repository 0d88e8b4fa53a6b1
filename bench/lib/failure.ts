import type { Answer } from './connection.ts';

/** Approved, declined, created. */
const ANSWERED: ReadonlySet<number> = new Set([200, 201, 402]);

/**
 * Why an answer is none, in a word that says who refused: the code of GraphQL or of problem+json, the status where there is no code, or
 * MISMATCHED for the answer to another request. Null for a good one. GraphQL refuses with status 200 as well.
 */
export function failureOf({ status, body }: Answer, echo: string): string | null {
  const refused = !ANSWERED.has(status) || body.startsWith('{"errors":') || body.includes('"errors":[{');
  if (refused) return /"code":"([A-Z_0-9]+)"/.exec(body)?.[1] ?? `HTTP_${status}`;
  return body.includes(echo) ? null : 'MISMATCHED';
}
