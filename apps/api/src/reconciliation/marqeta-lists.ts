import { type CommandoMode, type CommandoTransition, type MarqetaClient, MarqetaError, type Transaction } from '@afc/marqeta';
import type { Window } from './passes.ts';

/** What the comparison reads of Marqeta, page by page. */
export type MarqetaLists = {
  transactions(window: Window): AsyncIterable<Transaction>;
  commandoModes(): AsyncIterable<CommandoMode>;
  /** The newest first. */
  commandoTransitions(mode: string): AsyncIterable<CommandoTransition>;
};

/**
 * By `created_time` ascending, so that what comes into the list while it is read stands at its end and no page skips one; with both
 * dates, since otherwise only the last thirty days are searched; in all states, since declines are hidden unless asked for
 * (wire-format §9.1).
 */
export function marqetaLists(client: Pick<MarqetaClient, 'transactions' | 'commandoModes'>): MarqetaLists {
  return {
    transactions: ({ fromMs, toMs }) =>
      client.transactions.list({ state: 'ALL', start_date: dateText(fromMs), end_date: dateText(toMs), sort_by: 'created_time' }),
    commandoModes: () => whereAllowed(client.commandoModes.list()),
    commandoTransitions: (mode) => client.commandoModes.transitions(mode),
  };
}

/** `yyyy-MM-ddTHH:mm:ss.SS`, in UTC: hundredths, of which our moments may have one more digit. */
function dateText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 22);
}

/** A programme without Commando Mode may not read it, or has no such path. */
async function* whereAllowed<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (error) {
    if (!(error instanceof MarqetaError) || (error.kind !== 'forbidden' && error.kind !== 'not_found')) throw error;
  }
}
