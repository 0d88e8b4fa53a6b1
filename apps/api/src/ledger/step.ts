import type { Effect, Source } from './message-type.ts';

/** One message with all that is known of it. */
export type Step = {
  readonly token: string;
  readonly effect: Effect;
  readonly source: Source;
  readonly atMs: number;
  readonly amount: bigint;
  readonly requested: bigint;
  readonly decrease: bigint | null;
  readonly last: boolean;
  readonly whole: boolean;
  readonly expiresMs: number | null;
  readonly stands: boolean;
  readonly unconfirmed: boolean;
};
