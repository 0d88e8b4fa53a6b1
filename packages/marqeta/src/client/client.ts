import { accountCalls } from './account.ts';
import { Calls } from './calls.ts';
import { cardCalls } from './cards.ts';
import { controlCalls } from './controls.ts';
import { disputeCalls } from './disputes.ts';
import { holderCalls } from './holders.ts';
import { MarqetaHttp, type MarqetaClientOptions } from './http.ts';
import { transactionCalls } from './transactions.ts';

export type MarqetaClient = ReturnType<typeof createMarqetaClient>;

/**
 * Marqeta's Core API as far as the product needs it. Every POST that can carry a token carries one, made here when the caller gives
 * none, so that a repetition never does a thing twice; a caller that repeats by itself (a job) passes its own. Throws `MarqetaError`.
 */
export function createMarqetaClient(options: MarqetaClientOptions) {
  const http = new MarqetaHttp(options);
  const calls = new Calls(http);
  return {
    ...accountCalls(calls),
    ...holderCalls(calls),
    ...cardCalls(calls),
    ...controlCalls(calls),
    ...transactionCalls(calls),
    ...disputeCalls(calls),
    /** Whether calls are sent at all just now: for health and metrics. */
    circuit: () => http.circuit,
    close: () => http.close(),
  };
}
