import type { MakeRequests } from '../lib/load-plan.ts';

export type RequestOptions = { readonly bodies: readonly string[]; readonly echo: string };

/** The same few questions, in turn. */
export const makeRequests: MakeRequests<RequestOptions> =
  ({ bodies, echo }) =>
  (sequence) => ({ body: bodies[sequence % bodies.length] ?? '', echo });
