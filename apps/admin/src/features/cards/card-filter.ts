import type { CardFilter } from '../../gql/graphql.ts';
import type { CardSearch } from '../../lib/search.ts';

/** What the address bar says, as the API asks for it. */
export function filterOf(search: CardSearch): CardFilter {
  return {
    ...(search.q !== undefined && { search: search.q }),
    ...(search.status !== undefined && { status: search.status }),
    ...(search.type !== undefined && { cardType: search.type }),
    ...(search.program !== undefined && { programId: search.program }),
    ...(search.team !== undefined && { teamId: search.team }),
    ...(search.person !== undefined && { holderId: search.person }),
  };
}
