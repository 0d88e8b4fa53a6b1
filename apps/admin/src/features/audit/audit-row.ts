import { graphql } from '../../gql/index.ts';

/** What an event of the log shows, in its list and in full. */
export const AuditRow = graphql(`
  fragment AuditRow on AuditEvent {
    id
    at
    command
    actorKind
    actorId
    actorName
    subjectType
    subjectId
    before
    after
    reason
    ip
    userAgent
    traceId
    number
    hash
  }
`);
