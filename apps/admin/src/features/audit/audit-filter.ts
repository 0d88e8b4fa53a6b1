import type { AuditLogFilterInput } from '../../gql/graphql.ts';
import { dayAfter, startOfDay } from '../../lib/local-days.ts';
import type { AuditSearch } from '../../lib/search.ts';

/** What the address bar says, as the API asks for it. Days are whole days in the zone, the last one included. */
export function filterOf({ command, person, subject, from, to }: AuditSearch, timeZone: string): AuditLogFilterInput {
  return {
    ...(command !== undefined && { command }),
    ...(person !== undefined && { actorId: person }),
    ...(subject !== undefined && { subjectId: subject }),
    ...(from !== undefined && { from: startOfDay(from, timeZone).toISOString() }),
    ...(to !== undefined && { to: startOfDay(dayAfter(to, 1), timeZone).toISOString() }),
  };
}
