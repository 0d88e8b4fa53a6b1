import type { TransactionFilter } from '../../gql/graphql.ts';
import { dayAfter, startOfDay } from '../../lib/local-days.ts';
import type { TransactionSearch } from '../../lib/search.ts';

/** What the address bar says, as the API asks for it. Days are whole days in the company's zone, the last one included. */
export function filterOf(search: TransactionSearch, timeZone: string): TransactionFilter {
  return {
    ...(search.q !== undefined && { search: search.q }),
    ...(search.status !== undefined && { status: search.status }),
    ...(search.kind !== undefined && { kind: search.kind }),
    ...(search.card !== undefined && { cardId: search.card }),
    ...(search.person !== undefined && { holderId: search.person }),
    ...(search.team !== undefined && { teamId: search.team }),
    ...(search.mcc !== undefined && { mcc: search.mcc }),
    ...(search.merchant !== undefined && { merchant: search.merchant }),
    ...(search.country !== undefined && { country: search.country }),
    ...(search.program !== undefined && { programId: search.program }),
    ...(search.from !== undefined && { from: startOfDay(search.from, timeZone).toISOString() }),
    ...(search.to !== undefined && { to: startOfDay(dayAfter(search.to, 1), timeZone).toISOString() }),
    ...(search.min !== undefined && { minAmountMinor: search.min }),
    ...(search.max !== undefined && { maxAmountMinor: search.max }),
  };
}
